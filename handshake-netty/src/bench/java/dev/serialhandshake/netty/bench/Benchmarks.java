// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

public final class Benchmarks {
  private Benchmarks() {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createDirectories(Path.of(arguments[0]));
    new Runner(
            new OptionsBuilder()
                .include(arguments[2])
                .forks(1)
                .jvmArgsAppend("-Djava.util.logging.config.file=" + arguments[3])
                .warmupIterations(3)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(3)
                .measurementTime(TimeValue.seconds(1))
                .addProfiler(GCProfiler.class)
                .resultFormat(ResultFormatType.JSON)
                .result(directory.resolve("jmh.json").toString())
                .build())
        .run();
  }
}

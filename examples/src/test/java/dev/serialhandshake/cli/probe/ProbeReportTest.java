// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.Golden;
import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.console.JsonTree;
import dev.serialhandshake.cli.console.Schema;
import dev.serialhandshake.cli.line.LineAddress;
import dev.serialhandshake.cli.line.LineFailures;
import dev.serialhandshake.cli.line.OpenLine;
import dev.serialhandshake.core.HandshakeException;
import dev.serialhandshake.core.HandshakeReport;
import dev.serialhandshake.core.Role;
import dev.serialhandshake.core.State;
import dev.serialhandshake.core.Verdict;
import dev.serialhandshake.core.VerdictKind;
import dev.serialhandshake.netty.serial.SerialSettings;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What users read, and programs parse. */
class ProbeReportTest {

  private static final LineAddress LINE = LineAddress.parse("/dev/ttyUSB0");
  private static final SerialSettings SERIAL = SerialSettings.defaults();

  private static ProbeReport report(HandshakeException failure) throws Exception {
    return ProbeReport.failed(LINE, SERIAL, failure, null);
  }

  @Test
  void eachVerdictReadsAsItStandsInTheFile() throws Exception {
    StringBuilder all = new StringBuilder();
    for (VerdictKind kind : VerdictKind.values()) {
      HandshakeException failure = Scene.of(kind);
      Verdict verdict = failure.report().verdict();
      assertNotNull(verdict, kind + ": " + failure.getMessage());
      assertEquals(kind, verdict.kind(), failure.getMessage());
      all.append(report(failure).text(false)).append('\n');
    }
    Golden.check("verdicts.txt", all.toString());
  }

  @Test
  void aVerdictAsJson() throws Exception {
    Golden.check("verdict.json", report(Scene.of(VerdictKind.SHELL)).json());
  }

  /** Each key is there, also that of the verdict, which is null. */
  @Test
  void aSuccessAsJson() throws Exception {
    HandshakeReport report =
        HandshakeReport.builder(Role.CLIENT, State.ESTABLISHED)
            .attempts(2)
            .elapsed(Duration.ofMillis(34))
            .build();
    Golden.check("established.json", ProbeReport.established(LINE, report).json());
  }

  @Test
  void aLineThatCannotBeOpenedAsJson() throws Exception {
    CommandFailure failure =
        new CommandFailure(ExitCode.NO_SUCH_PORT, "/dev/ttyUSB0: no such port; check the cable");
    Golden.check("unopened.json", ProbeReport.jsonOf(LINE, null, failure));
  }

  @Test
  void aHandshakeWithoutALinkAsJson() throws Exception {
    HandshakeReport report =
        HandshakeReport.builder(Role.CLIENT, State.ESTABLISHED)
            .attempts(1)
            .elapsed(Duration.ofMillis(34))
            .build();
    CommandFailure failure =
        new CommandFailure(ExitCode.NO_LINK, "/dev/ttyUSB0: the other end has no link");
    Golden.check("no-link.json", ProbeReport.jsonOf(LINE, report, failure));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "verdict",
        "established",
        "unopened",
        "sweep-all",
        "sweep-faults",
        "count",
        "count-losses",
        "link",
        "link-repairs",
        "no-link"
      })
  void everyJsonIsAsTheSchemaSays(String name) throws Exception {
    Schema schema = Schema.of(ProbeCommand.class, "probe.schema.json");
    String json = Golden.read(name + ".json");
    assertEquals(List.of(), schema.faults(json), json);
    assertEquals(schema.keys(), List.copyOf(((Map<?, ?>) JsonTree.parse(json)).keySet()), json);
  }

  @Test
  void theSchemaRefusesAnythingElse() throws Exception {
    Schema schema = Schema.of(ProbeCommand.class, "probe.schema.json");
    String good = Golden.read("sweep-faults.json");
    for (String bad :
        List.of(
            good.replace("\"verdict\":null,", ""),
            good.replace("\"verdict\":null", "\"verdict\":\"a shell\""),
            good.replace("\"fate\"", "\"end\""),
            good.replace("\"passed\":22", "\"passed\":257"),
            good.replace("\"fellSilent\":false", "\"fellSilent\":null"))) {
      assertFalse(schema.faults(bad).isEmpty(), bad);
    }
  }

  @Test
  void thePageOnTroubleHasEachVerdict() throws Exception {
    String page = Files.readString(Path.of("TROUBLESHOOTING.md")).replaceAll("\\s+", " ");
    for (VerdictKind kind : VerdictKind.values()) {
      assertTrue(page.contains(kind.name()), kind + " is not there");
      assertTrue(page.contains(kind.sentence()), kind + ": '" + kind.sentence() + "'");
      assertTrue(page.contains(kind.remedy()), kind + ": '" + kind.remedy() + "'");
    }
  }

  @Test
  void framingErrorsThatTheLineCountsAreInTheVerdict() throws Exception {
    HandshakeException silent = Scene.of(VerdictKind.SILENT);
    HandshakeException failure = LineFailures.withErrorsOf(new LineWithFramingErrors(17), silent);
    assertTrue(failure.getMessage().contains("17 framing errors"), failure.getMessage());
    assertTrue(report(failure).json().contains("\"verdict\":\"BAUD_MISMATCH\""));
  }

  @Test
  void aLineWithoutFramingErrorsKeepsItsVerdict() {
    HandshakeException silent = Scene.of(VerdictKind.SILENT);
    HandshakeReport same = LineFailures.withErrorsOf(new LineWithFramingErrors(0), silent).report();
    assertEquals(silent.report(), same);
  }

  private record LineWithFramingErrors(long framingErrors) implements OpenLine {
    @Override
    public InputStream in() {
      return InputStream.nullInputStream();
    }

    @Override
    public OutputStream out() {
      return OutputStream.nullOutputStream();
    }

    @Override
    public void close() {}
  }

  /** QEMU takes a second connection and says nothing on it. */
  @Test
  void aSilentSocketMayBeSomebodyElses() throws Exception {
    HandshakeException silent = Scene.of(VerdictKind.SILENT);
    for (String line : List.of("unix:/run/vm.sock", "tcp:localhost:7001")) {
      String remedy = LineFailures.remedy(LineAddress.parse(line), SERIAL, silent);
      assertTrue(remedy.contains("no other program is connected"), remedy);
      Throwable failure = LineFailures.shakingHands(LineAddress.parse(line), SERIAL, silent);
      assertTrue(String.valueOf(failure.getMessage()).endsWith(remedy), failure.getMessage());
    }
    for (String line : List.of("/dev/ttyNone", "tcp-listen:localhost:7001")) {
      String remedy = LineFailures.remedy(LineAddress.parse(line), SERIAL, silent);
      assertFalse(remedy.contains("no other program is connected"), remedy);
    }
  }
}

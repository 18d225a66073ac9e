// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.simulation;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.serialhandshake.core.explorer.Pairing;
import java.util.Random;

/** The situations of the timing table. */
enum TimingCase {
  CLEAN("clean"),
  BOOT_LOG("24 kB of boot log, then the server") {
    @Override
    void change(Setup setup, int run) {
      setup.noiseToClient = bootLog(new Random(run));
      setup.serverStartsAfterNoise = true;
    }
  },
  LOG_TO_CLIENT("boot log towards the client, still running for 3 s") {
    @Override
    void change(Setup setup, int run) {
      BootLog.LINUX.playsFor3s(setup, run, true, false);
    }
  },
  LOG_TO_SERVER("boot log towards the server, still running for 3 s") {
    @Override
    void change(Setup setup, int run) {
      BootLog.LINUX.playsFor3s(setup, run, false, true);
    }
  },
  LOG_TO_BOTH("boot log towards both, still running for 3 s") {
    @Override
    void change(Setup setup, int run) {
      BootLog.LINUX.playsFor3s(setup, run, true, true);
    }
  },
  LATE_SERVER("server 1.5 s late") {
    @Override
    void change(Setup setup, int run) {
      setup.serverStart = MILLISECONDS.toNanos(1500);
    }
  },
  AT_THE_DEADLINE("answer within ±20 ms of the deadline") {
    @Override
    void change(Setup setup, int run) {
      setup.answerAfterDeadline = MILLISECONDS.toNanos(run % 41 - 20);
    }
  },
  SLOW_LINE("9600 baud, one byte per read") {
    @Override
    void change(Setup setup, int run) {
      setup.perByte = Setup.pace(9600);
      setup.chunks = Setup.Chunks.ONE_BYTE;
    }
  },
  STRAY_BYTES("likewise, with 1 to 3 stray bytes ahead of the first SYN") {
    @Override
    void change(Setup setup, int run) {
      SLOW_LINE.change(setup, run);
      setup.noiseToServer = new byte[1 + run % 3];
      new Random(run).nextBytes(setup.noiseToServer);
    }
  },
  LOSSY_LINE("1 % of the bytes lost") {
    @Override
    void change(Setup setup, int run) {
      setup.lost = 0.01;
    }
  },
  LOSSY_LINE_CONFIRM("1 % of the bytes lost, confirm on") {
    @Override
    void change(Setup setup, int run) {
      setup.lost = 0.01;
      setup.confirm = true;
    }

    @Override
    boolean concerns(Pairing pairing) {
      return pairing.hasShippedServer();
    }
  },
  LATENCY("200 ms of latency each way") {
    @Override
    void change(Setup setup, int run) {
      setup.latency = MILLISECONDS.toNanos(200);
    }
  },
  /** Longer than an attempt: the client must find that out. */
  LONG_LATENCY("700 ms of latency each way") {
    @Override
    void change(Setup setup, int run) {
      setup.latency = MILLISECONDS.toNanos(700);
    }
  };

  private static final int BOOT_LOG_LENGTH = 24 * 1024;

  final String text;

  TimingCase(String text) {
    this.text = text;
  }

  /** What is special; {@code run} counts the runs of the case. */
  void change(Setup setup, int run) {}

  boolean concerns(Pairing pairing) {
    return true;
  }

  Setup setup(int run) {
    Setup setup = new Setup();
    change(setup, run);
    return setup;
  }

  private static byte[] bootLog(Random random) {
    byte[] log = new byte[BOOT_LOG_LENGTH];
    for (int i = 0; i < log.length; i++) {
      int place = i % 80;
      log[i] = (byte) (place == 78 ? '\r' : place == 79 ? '\n' : ' ' + random.nextInt(95));
    }
    return log;
  }
}

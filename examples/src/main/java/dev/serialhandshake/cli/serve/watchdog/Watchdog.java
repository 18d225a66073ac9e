// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.watchdog;

import dev.serialhandshake.cli.console.Console;
import dev.serialhandshake.cli.console.ExitCode;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Ends a process that cannot serve any more, so that its supervisor starts it again.
 *
 * <p>When its memory is exhausted, an OutOfMemoryError may hit anything: a thread that is gone, a
 * line that nobody listens on any more. When its jar was written over, the same is true of a
 * LinkageError. Netty and MINA catch both and go on, so the process would stay and serve nobody.
 * Therefore each failure of a line or a session is looked at, and memory and jar every 5 s.
 *
 * <p>The JVM's own {@code -XX:+ExitOnOutOfMemoryError}, which the starter and the systemd unit set,
 * ends the process at the first OutOfMemoryError.
 */
public final class Watchdog {

  /** A look is cheap, but it wakes the processor of a machine that is idle. */
  private static final long PERIOD_MILLIS = 5_000;

  private static final int NEEDED_BYTES = 1 << 20;

  private static final int TRIES = 5;
  private static final long PAUSE_MILLIS = 500;

  private static final AtomicBoolean STOPPING = new AtomicBoolean();

  private static final int CODE = ExitCode.INTERNAL_ERROR.number();

  /** No constant: the JVM would make its string when it is first used, without memory. */
  private static final String HUGE_ARRAY = String.valueOf("exceeds VM limit");

  private static final String NO_MEMORY = String.valueOf(OutOfMemoryError.class.getName());

  private static final byte[] OUT_OF_MEMORY = lastWords("out of memory");
  private static final byte[] LOOP_DIED =
      lastWords("an event loop has died, and its lines with it");

  /** Then sessions are no reason to wait; but half a jar would be, since nobody could start it. */
  private static volatile boolean classesFail;

  private static final @Nullable RunningJar JAR = RunningJar.find();

  private static final SpareMemory SPARE = new SpareMemory(SpareMemory::giveBack);

  private Watchdog() {}

  /**
   * Watches memory and jar, and the event loops that all lines need.
   *
   * @param inSession whether somebody would miss the process; asked on a thread of the watchdog
   */
  public static void start(EventLoopGroup loops, BooleanSupplier inSession) {
    loadTheEnd();
    for (EventExecutor loop : loops) {
      loop.terminationFuture().addListener(ended -> loopEnded());
    }
    Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> uncaught(thread, failure));
    Thread looks = new Thread(() -> lookForEver(inSession), "watchdog");
    looks.setDaemon(true);
    looks.start();
  }

  /** A class that is needed only then takes memory, which is not there then. */
  private static void loadTheEnd() {
    try {
      Class.forName("java.lang.Shutdown");
    } catch (ClassNotFoundException e) {
      // Another JDK has another one.
    }
  }

  /**
   * Looks at a failure that was caught. The error may have hit somebody else as well: a timer that
   * stopped, for instance.
   */
  public static void seen(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError && !isOneHugeArray(cause)) {
        end(OUT_OF_MEMORY);
      }
      if (isOutOfMemoryBefore(cause)) {
        end(OUT_OF_MEMORY);
      }
      if (cause instanceof LinkageError) {
        classesFail = true;
      }
    }
  }

  /** A class that found no memory as it began cannot be used later, and only the name is kept. */
  private static boolean isOutOfMemoryBefore(Throwable cause) {
    return cause instanceof ExceptionInInitializerError
        && String.valueOf(cause.getMessage()).contains(NO_MEMORY);
  }

  /** An array that no heap could hold says nothing of the memory. */
  private static boolean isOneHugeArray(Throwable cause) {
    return String.valueOf(cause.getMessage()).contains(HUGE_ARRAY);
  }

  /** A session is over: what it needed may be given back to the system. */
  public static void sessionEnded() {
    SPARE.used();
  }

  /** From here, the process ends because it was told to. */
  public static void stopping() {
    STOPPING.set(true);
  }

  private static void loopEnded() {
    end(LOOP_DIED);
  }

  private static void uncaught(Thread thread, Throwable failure) {
    seen(failure);
    System.err.println("exception in the thread " + thread.getName());
    failure.printStackTrace();
  }

  private static void lookForEver(BooleanSupplier inSession) {
    try {
      while (true) {
        Thread.sleep(PERIOD_MILLIS);
        if (!isEnough()) {
          end(OUT_OF_MEMORY);
        }
        if (JAR != null && JAR.isOverwrittenAndComplete(Instant.now()) && !isMissed(inSession)) {
          endForJar(JAR);
        }
        SPARE.look(() -> isMissed(inSession));
      }
    } catch (OutOfMemoryError e) {
      end(OUT_OF_MEMORY);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** To ask whether anybody is in session may need a class that is gone. */
  private static boolean isMissed(BooleanSupplier inSession) {
    try {
      return !classesFail && inSession.getAsBoolean();
    } catch (LinkageError e) {
      classesFail = true;
      return false;
    }
  }

  private static boolean isEnough() throws InterruptedException {
    for (int i = 0; i < TRIES; i++) {
      try {
        return new byte[NEEDED_BYTES].length > 0;
      } catch (OutOfMemoryError e) {
        Thread.sleep(PAUSE_MILLIS);
      }
    }
    return false;
  }

  private static void endForJar(RunningJar jar) {
    end(
        lastWords(
            jar + " was written over while it ran (put a new jar in place with mv or install)"));
  }

  private static byte[] lastWords(String why) {
    return Console.bytes(why + "; the process ends, so that its supervisor starts it again");
  }

  /**
   * Allocates nothing, and runs no shutdown hooks, which would. A process that was told to end does
   * so itself.
   */
  private static void end(byte[] lastWords) {
    if (STOPPING.get()) {
      return;
    }
    try {
      Console.queue(lastWords);
      Console.writeLastWords();
    } finally {
      Runtime.getRuntime().halt(CODE);
    }
  }
}

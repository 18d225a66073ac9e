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
 * <p>When memory is exhausted, an OutOfMemoryError may hit any code: a thread ends, or nobody
 * listens on a line any more. When the jar was overwritten, a LinkageError does the same. Netty and
 * MINA catch both errors and go on, so the process would stay and serve nobody. Therefore the
 * watchdog looks at each failure of a line or a session, and every 5 s at the memory and the jar.
 *
 * <p>The JVM's own {@code -XX:+ExitOnOutOfMemoryError}, which the starter and the systemd unit set,
 * ends the process at the first OutOfMemoryError.
 */
public final class Watchdog {

  /** Not shorter: a look is cheap, but it wakes the processor of an idle machine. */
  private static final long PERIOD_MILLIS = 5_000;

  private static final int NEEDED_BYTES = 1 << 20;

  private static final int TRIES = 5;
  private static final long PAUSE_MILLIS = 500;

  private static final AtomicBoolean STOPPING = new AtomicBoolean();

  private static final int CODE = ExitCode.INTERNAL_ERROR.number();

  /**
   * Not a constant of the compiler: the JVM creates the string of such a constant when it is first
   * used, and then there may be no memory.
   */
  private static final String HUGE_ARRAY = String.valueOf("exceeds VM limit");

  private static final String NO_MEMORY = String.valueOf(OutOfMemoryError.class.getName());

  private static final byte[] OUT_OF_MEMORY = lastWords("out of memory");
  private static final byte[] LOOP_DIED =
      lastWords("an event loop has died, and its lines with it");

  /**
   * Whether a class could not be loaded. Then the process ends although somebody is in a session.
   * It still waits for a jar that is incomplete, because that could not be started.
   */
  private static volatile boolean classesFail;

  private static final @Nullable RunningJar JAR = RunningJar.find();

  private static final SpareMemory SPARE = new SpareMemory(SpareMemory::giveBack);

  private Watchdog() {}

  /**
   * Watches memory and jar, and the event loops that all lines need.
   *
   * @param inSession whether somebody is in a session; called on the thread of the watchdog, and
   *     may block
   */
  public static void start(EventLoopGroup loops, BooleanSupplier inSession) {
    loadHalt();
    for (EventExecutor loop : loops) {
      loop.terminationFuture().addListener(ended -> loopEnded());
    }
    Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> uncaught(thread, failure));
    Thread looks = new Thread(() -> lookForEver(inSession), "watchdog");
    looks.setDaemon(true);
    looks.start();
  }

  /**
   * Loads the class that {@link Runtime#halt} needs: when memory is exhausted, it could not be
   * loaded any more.
   */
  private static void loadHalt() {
    try {
      Class.forName("java.lang.Shutdown");
    } catch (ClassNotFoundException e) {
      // Another JDK may use another class.
    }
  }

  /**
   * Looks at a failure that the caller has caught, and ends the process if memory is exhausted: the
   * same error may have hit other code too, for instance stopped a timer. Any thread may call this.
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

  /**
   * A class whose initialization found no memory can never be used later. The JVM then keeps only
   * the name of the first error.
   */
  private static boolean isOutOfMemoryBefore(Throwable cause) {
    return cause instanceof ExceptionInInitializerError
        && String.valueOf(cause.getMessage()).contains(NO_MEMORY);
  }

  /** An array that is too long for any heap says nothing about the memory. */
  private static boolean isOneHugeArray(Throwable cause) {
    return String.valueOf(cause.getMessage()).contains(HUGE_ARRAY);
  }

  /** A session is over: its memory may be given back to the system. */
  public static void sessionEnded() {
    SPARE.used();
  }

  /** The process was told to end. From here on the watchdog does not end it. */
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
        if (!hasEnoughMemory()) {
          end(OUT_OF_MEMORY);
        }
        if (JAR != null && JAR.isOverwrittenAndComplete(Instant.now()) && !isInUse(inSession)) {
          endForJar(JAR);
        }
        SPARE.look(() -> isInUse(inSession));
      }
    } catch (OutOfMemoryError e) {
      end(OUT_OF_MEMORY);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Whether somebody is in a session. If even the answer needs a class that cannot be loaded,
   * nobody is.
   */
  private static boolean isInUse(BooleanSupplier inSession) {
    try {
      return !classesFail && inSession.getAsBoolean();
    } catch (LinkageError e) {
      classesFail = true;
      return false;
    }
  }

  private static boolean hasEnoughMemory() throws InterruptedException {
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
   * Ends the process, unless it was told to end and does so itself. This allocates no memory, and
   * runs no shutdown hooks, because these would.
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

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.console;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.function.IntConsumer;

/**
 * Runs a task when a signal arrives, before the JVM's shutdown hooks run. The hooks all run at the
 * same time, so a hook would be too late: the hooks of libraries close the line that the last bytes
 * of a session still have to pass.
 */
public final class Signals {

  private static final int EXIT_BASE = 128;

  private Signals() {}

  /**
   * Makes what {@link #handle} needs, on a thread that nobody waits for: the JVM generates a class
   * for it.
   */
  public static void prepare() {
    install(number -> {});
  }

  /**
   * From now on, each of the signals runs the task and then ends the process, within two seconds.
   *
   * @param beforeExit runs on a thread of its own
   * @param names of the signals, without SIG
   */
  public static void handle(Runnable beforeExit, String... names) {
    Exit.load();
    install(number -> Exit.after(beforeExit, EXIT_BASE + number), names);
  }

  /**
   * From now on, the hang-up signal runs a task, and the process goes on.
   *
   * @param task runs on a thread of its own
   */
  public static void onHangUp(Runnable task) {
    install(number -> task.run(), "HUP");
  }

  /**
   * Uses reflection, since javac warns of {@code sun.misc.Signal}, and that cannot be suppressed.
   */
  private static void install(IntConsumer action, String... names) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      InvocationHandler handle =
          (proxy, method, arguments) -> {
            action.accept((int) signal.getMethod("getNumber").invoke(arguments[0]));
            return arguments[0];
          };
      Object proxy =
          Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handler}, handle);
      for (String name : names) {
        Object instance = signal.getConstructor(String.class).newInstance(name);
        signal.getMethod("handle", signal, handler).invoke(null, instance, proxy);
      }
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      // This JDK or system does not have it. The signal then has its usual effect.
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.console;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.function.IntConsumer;

/**
 * What is to be done at a signal before the JVM's shutdown hooks run, which run all at once: those
 * of libraries close what the last words of a session still have to go through.
 */
public final class Signals {

  private static final int EXIT_BASE = 128;

  private Signals() {}

  /**
   * From now on, each of the signals runs the task and then ends the process, in two seconds at the
   * most.
   *
   * @param beforeExit runs on a thread of its own
   * @param names without SIG
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

  /** By reflection, since javac warns of {@code sun.misc.Signal} and no annotation can answer. */
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
      // Not this JDK, or not this system: a signal ends the process at once, as usual.
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.cli.connect;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * Signals that end {@code connect}. OpenSSH writes its last message to its ProxyCommand, closes the
 * pipe and sends SIGHUP at once. A JVM would end there and then; but that message tells the server
 * that the session is over, and on a serial line nothing else does.
 */
public final class HangUp {

  private static final long MILLIS = 1000;
  private static final int EXIT_BASE = 128;

  private HangUp() {}

  /**
   * From now on, a signal ends the process only if the end of the input does not do so first. By
   * reflection, since javac warns of {@code sun.misc.Signal} and no annotation can answer.
   */
  public static void leaveTime() {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      InvocationHandler endLater = (proxy, method, arguments) -> endLater(arguments[0]);
      Object proxy =
          Proxy.newProxyInstance(HangUp.class.getClassLoader(), new Class<?>[] {handler}, endLater);
      for (String name : new String[] {"HUP", "TERM"}) {
        Object instance = signal.getConstructor(String.class).newInstance(name);
        signal.getMethod("handle", signal, handler).invoke(null, instance, proxy);
      }
    } catch (ReflectiveOperationException e) {
      // Not this JDK, or not this system: a signal ends the process at once, as usual.
    }
  }

  private static Object endLater(Object signal) throws Exception {
    Thread.sleep(MILLIS);
    int number = (int) signal.getClass().getMethod("getNumber").invoke(signal);
    System.exit(EXIT_BASE + number);
    return signal;
  }
}

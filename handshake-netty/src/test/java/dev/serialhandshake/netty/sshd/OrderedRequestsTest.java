// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.junit.jupiter.api.Test;

class OrderedRequestsTest {
  private final OrderedRequests order = new OrderedRequests();
  private final List<String> handled = new ArrayList<>();
  private final ConnectionService service =
      (ConnectionService)
          Proxy.newProxyInstance(
              ConnectionService.class.getClassLoader(),
              new Class<?>[] {ConnectionService.class},
              (proxy, method, arguments) -> {
                handle((Buffer) arguments[1]);
                return null;
              });

  /** As a session hands a request over, first or again; one that is named "slow" takes its time. */
  private void handle(Buffer buffer) {
    String request = buffer.getString();
    boolean wantReply = buffer.getBoolean();
    if (!order.hold(request, wantReply, buffer)) {
      handled.add(request + " " + wantReply + " " + buffer.getString());
      if (request.equals("slow")) {
        order.begin();
      }
    }
  }

  private void request(String name) {
    Buffer buffer = new ByteArrayBuffer();
    buffer.putString(name);
    buffer.putBoolean(true);
    buffer.putString("rest");
    handle(buffer);
  }

  @Test
  void aRequestIsHandledAtOnceWhileNoneTakesItsTime() {
    request("a");
    request("b");
    assertEquals(List.of("a true rest", "b true rest"), handled);
  }

  @Test
  void laterRequestsWaitForTheAnswerAndKeepTheirOrder() {
    request("slow");
    request("a");
    request("b");
    assertEquals(List.of("slow true rest"), handled);
    order.answered(service);
    assertEquals(List.of("slow true rest", "a true rest", "b true rest"), handled);
  }

  @Test
  void anotherSlowRequestHoldsThoseBehindIt() {
    request("slow");
    request("slow");
    request("a");
    order.answered(service);
    assertEquals(2, handled.size());
    order.answered(service);
    assertEquals(List.of("slow true rest", "slow true rest", "a true rest"), handled);
  }

  @Test
  void afterwardsNothingIsHeld() {
    request("slow");
    order.answered(service);
    assertFalse(order.hold("a", true, new ByteArrayBuffer()));
    order.begin();
    assertTrue(order.hold("a", true, new ByteArrayBuffer()));
  }
}

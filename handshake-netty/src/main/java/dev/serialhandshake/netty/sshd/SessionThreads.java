// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.session.Session;

/**
 * Threads of one session for calls that may block: to look up a host name with the system's
 * resolver, as OpenSSH does, or to make a file. A session whose names do not resolve keeps nobody
 * else waiting. An idle thread soon ends by itself.
 */
final class SessionThreads {

  private static final AttributeKey<SessionThreads> KEY = new AttributeKey<>();
  private static final int THREADS = 8;
  private static final int WAITING = 256;
  private static final long IDLE_SECONDS = 5;
  private static final long LIMIT_SECONDS = 30;

  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(WAITING),
          new DefaultThreadFactory("ssh-blocking-call", true));

  private SessionThreads() {
    threads.allowCoreThreadTimeOut(true);
  }

  /** Those of a session, which end with it. */
  static SessionThreads of(Session session) {
    return session.computeAttributeIfAbsent(
        KEY,
        key -> {
          SessionThreads created = new SessionThreads();
          session.addCloseFutureListener(closed -> created.threads.shutdownNow());
          return created;
        });
  }

  /** Makes a call; fails with what it throws, or after 30 s. */
  <T> CompletableFuture<T> call(Callable<T> call) {
    try {
      return CompletableFuture.supplyAsync(
              () -> {
                try {
                  return call.call();
                } catch (Exception e) {
                  throw new CompletionException(e);
                }
              },
              threads)
          .orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(
          new IOException("more than " + WAITING + " calls of this session wait already"));
    }
  }

  /** All addresses of a host, at least one; the message of a failure names the host. */
  CompletableFuture<InetAddress[]> lookUp(String host, ForwardingSockets.Names names) {
    return call(() -> names.lookUp(host))
        .exceptionallyCompose(failure -> CompletableFuture.failedFuture(unknown(host, failure)));
  }

  private static Throwable unknown(String host, Throwable failure) {
    Throwable cause = unwrap(failure);
    if (cause instanceof TimeoutException) {
      return new UnknownHostException(
          host + ": the name service does not answer, for " + LIMIT_SECONDS + " s");
    }
    return cause instanceof UnknownHostException
        ? new UnknownHostException(host + ": unknown host")
        : cause;
  }

  /** What was thrown, without what futures wrap it in. */
  static Throwable unwrap(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}

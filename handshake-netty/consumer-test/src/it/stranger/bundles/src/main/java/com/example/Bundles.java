// SPDX-License-Identifier: Apache-2.0
package com.example;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** Starts the libraries as OSGi bundles, with nothing that is optional there. */
public final class Bundles {

  private static final String HANDLER = "dev.serialhandshake.netty.HandshakeHandler";

  private Bundles() {}

  public static void main(String[] args) throws Exception {
    FrameworkFactory factory = ServiceLoader.load(FrameworkFactory.class).findFirst().orElseThrow();
    Framework framework =
        factory.newFramework(
            Map.of(
                Constants.FRAMEWORK_STORAGE,
                args[0],
                Constants.FRAMEWORK_STORAGE_CLEAN,
                Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT));
    framework.start();
    try {
      Bundle netty = null;
      for (Bundle bundle : install(framework)) {
        if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
          bundle.start(); // a fragment, as Netty's natives are, cannot be
        }
        if (bundle.getSymbolicName().equals("dev.serialhandshake.netty")) {
          netty = bundle;
        }
      }
      if (netty == null) {
        throw new IllegalStateException("no bundle dev.serialhandshake.netty on the class path");
      }
      Object handler = netty.loadClass(HANDLER).getMethod("client").invoke(null);
      System.out.println("bundle: " + netty + " made " + handler.getClass());
    } finally {
      framework.stop();
      framework.waitForStop(60_000);
    }
  }

  /** All that is a bundle, but for the framework. */
  private static List<Bundle> install(Framework framework) throws BundleException {
    List<Bundle> bundles = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (entry.endsWith(".jar") && !entry.contains("org.apache.felix.framework")) {
        Bundle bundle =
            framework.getBundleContext().installBundle(Path.of(entry).toUri().toString());
        if (bundle.getSymbolicName() != null) {
          bundles.add(bundle);
        }
      }
    }
    return bundles;
  }
}

// SPDX-License-Identifier: Apache-2.0
module com.example.stranger {
  requires dev.serialhandshake.netty;
}

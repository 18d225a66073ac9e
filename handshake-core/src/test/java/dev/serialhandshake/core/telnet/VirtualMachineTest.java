// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.telnet;

import static dev.serialhandshake.core.telnet.TelnetScript.AGREES;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The messages of a host are those of "Using a Proxy with vSphere Virtual Serial Ports". */
class VirtualMachineTest {

  /** KNOWN-SUBOPTIONS-1: a host's own list of codes. */
  private static final String KNOWS =
      host("00 00 01 02 03 28 29 2b 2c 2d 2e 30 46 47 49 50 51 52 53");

  /** KNOWN-SUBOPTIONS-2, GET-VM-VC-UUID and GET-VM-NAME. */
  private static final String ANSWERS =
      "sends "
          + host("01 00 01 02 03 28 2b 46 47 49 50 51 52 53")
          + " "
          + host("51")
          + " "
          + host("53");

  private static String host(String command) {
    return "ff fa e8 " + command + " ff f0";
  }

  private static String text(String text) {
    return TelnetScript.hex(text.getBytes(UTF_8));
  }

  private static TelnetScript fresh() {
    TelnetScript end = new TelnetScript(TelnetCodec.forListener());
    end.seen();
    return end;
  }

  /** The option is agreed. */
  private static TelnetScript proxy() {
    TelnetScript end = fresh().hears(AGREES).hears("ff fb e8");
    assertEquals(List.of("READY", "sends ff fd e8"), end.seen());
    return end;
  }

  @Test
  void othersAreNotAskedForTheOption() {
    TelnetScript end = new TelnetScript(TelnetCodec.forListener());
    assertEquals(List.of("sends ff fb 00 ff fd 00 ff fb 03 ff fd 03"), end.seen());
  }

  @Test
  void theOptionIsTheHostsAndNotOurs() {
    TelnetScript end = fresh().hears("ff fd e8");
    assertEquals(List.of("sends ff fc e8"), end.seen());
  }

  @Test
  void whoConnectsRefusesTheOption() {
    TelnetScript end = new TelnetScript(TelnetCodec.plain());
    end.seen();
    end.hears("ff fb e8 " + host("53"));
    assertEquals(List.of("sends ff fe e8"), end.seen());
    assertNull(end.codec.virtualMachineName());
    assertNull(end.codec.virtualMachineUuid());
  }

  @Test
  void tellsWhatItKnowsAndAsksForUuidAndNameOnce() {
    TelnetScript end = proxy().hears(KNOWS);
    assertEquals(List.of(ANSWERS), end.seen());
    end.hears(KNOWS);
    assertEquals(List.of(ANSWERS.replaceFirst(" ff fa e8 51.*", "")), end.seen());
  }

  @Test
  void asksOnlyForWhatTheHostCanAnswer() {
    TelnetScript end = proxy().hears(host("00 00 01 28 46 53"));
    String sent = end.seen().get(0);
    assertTrue(sent.endsWith(host("53")) && !sent.contains(host("51")), sent);
  }

  @Test
  void theNameIsToldWithTheUuidAtItsPlaceBetweenTheData() {
    TelnetScript end = proxy();
    end.hears(
        "41 " + host("50 " + text("50 1a-2b")) + " 42 " + host("52 " + text("wéb-1")) + " 43");
    assertEquals(List.of("data 41 42", "VIRTUAL_MACHINE", "data 43"), end.seen());
    assertEquals("wéb-1", end.codec.virtualMachineName());
    assertEquals("50 1a-2b", end.codec.virtualMachineUuid());
  }

  @Test
  void aNewNameIsKeptAndNotToldAgain() {
    TelnetScript end = proxy().hears(host("52 " + text("old"))).hears(host("52 " + text("new")));
    end.hears(host("52"));
    assertEquals(List.of("VIRTUAL_MACHINE"), end.seen());
    assertEquals("new", end.codec.virtualMachineName());
  }

  @ParameterizedTest
  @CsvSource({"S, 47", "C, 49", "'', 49"})
  void isTheProxyOfAPortThatWaitsForSomebody(String direction, String answer) {
    TelnetScript end = proxy();
    end.hears(host(("46 " + text(direction + (direction.isEmpty() ? "" : "telnet://a"))).strip()));
    assertEquals(List.of("sends " + host(answer)), end.seen());
  }

  @Test
  void aVmotionIsPutOffWithItsSequence() {
    TelnetScript end = proxy().hears(host("28 01 ff ff 03 04"));
    assertEquals(List.of("sends " + host("2b 01 ff ff 03 04")), end.seen());
  }

  /** The option is agreed, and a line can move. */
  private static TelnetScript movable() {
    TelnetScript end = new TelnetScript(TelnetCodec.forMovingListener());
    end.hears(AGREES).hears("ff fb e8");
    end.seen();
    return end;
  }

  @Test
  void eachStepOfAMoveIsToldAtItsPlaceWithWhatCameWithIt() {
    TelnetScript end = movable();
    end.hears("41 " + host("28 01 ff ff") + " 42 " + host("2c 01 ff ff 02 03") + " 43");
    assertEquals(
        List.of("data 41", "VMOTION_BEGIN", "data 42", "VMOTION_PEER", "data 43"), end.seen());
    assertEquals("01 ff 02 03", TelnetScript.hex(end.codec.vmotionParameters()));
    end.hears(host("2e 01") + " " + host("30 01"));
    assertEquals(List.of("VMOTION_COMPLETE", "VMOTION_ABORT"), end.seen());
  }

  @Test
  void theAnswersOfAMoveHaveTheSequenceAndTheSecret() {
    TelnetScript end = movable();
    end.codec.answerVmotion(VmotionAnswer.GO_AHEAD, TelnetScript.bytes("01 ff 02"));
    assertEquals(host("29 01 ff ff 02"), TelnetScript.hex(end.codec.pollTransmit()));
    end.codec.answerVmotion(VmotionAnswer.PEER_OK, TelnetScript.bytes("01 ff"));
    assertEquals(host("2d 01 ff ff"), TelnetScript.hex(end.codec.pollTransmit()));
    byte[] tooLong = new byte[33];
    assertThrows(
        IllegalArgumentException.class,
        () -> end.codec.answerVmotion(VmotionAnswer.GO_AHEAD, tooLong));
  }

  @Test
  void whoCanMoveSaysSo() {
    TelnetScript end = movable().hears(host("00 28"));
    String all = "01 00 01 02 03 28 29 2b 2c 2d 2e 30 46 47 49 50 51 52 53";
    assertEquals(List.of("sends " + host(all)), end.seen());
  }

  @ParameterizedTest
  @CsvSource({"28, 17", "2c, 33", "2e, 17", "30, 17"})
  void whatIsTooLongForAMoveIsNotUnderstood(String command, int length) {
    TelnetScript end = movable().hears(host(command + " 01".repeat(length)));
    assertEquals(List.of("sends " + host("03 " + command)), end.seen());
  }

  @ParameterizedTest
  @CsvSource({
    "28, 16, VMOTION_BEGIN",
    "2c, 32, VMOTION_PEER",
    "2e, 16, VMOTION_COMPLETE",
    "30, 16, VMOTION_ABORT"
  })
  void theLongestSequenceAndSecretAreTaken(String command, int length, String event) {
    TelnetScript end = movable().hears(host(command + " 01".repeat(length)));
    assertEquals(List.of(event), end.seen());
    assertEquals(length, end.codec.vmotionParameters().length);
    end.codec.answerVmotion(VmotionAnswer.PEER_OK, end.codec.vmotionParameters());
    assertEquals(host("2d" + " 01".repeat(length)), TelnetScript.hex(end.codec.pollTransmit()));
  }

  @Test
  void theLongestSequenceIsPutOff() {
    TelnetScript end = proxy().hears(host("28" + " 01".repeat(16)));
    assertEquals(List.of("sends " + host("2b" + " 01".repeat(16))), end.seen());
  }

  @ParameterizedTest
  @ValueSource(strings = {"2c 01 02", "2e 01", "30", "63", "ff ff"})
  void whatIsNotKnownIsToldToBeUnknown(String command) {
    TelnetScript end = proxy().hears(host(command));
    String code = command.startsWith("ff") ? "ff ff" : command.substring(0, 2);
    assertEquals(List.of("sends " + host("03 " + code)), end.seen());
  }

  @Test
  void aSequenceThatIsTooLongIsNotEchoed() {
    TelnetScript end = proxy().hears(host("28" + " 01".repeat(17)));
    assertEquals(List.of("sends " + host("03 28")), end.seen());
  }

  @ParameterizedTest
  @ValueSource(strings = {"02 63", "03 63", ""})
  void anAnswerIsNotAnswered(String command) {
    TelnetScript end = proxy().hears(host(command).replace("  ", " "));
    assertEquals(List.of(), end.seen());
  }

  @Test
  void nothingIsAnsweredBeforeTheOptionIsAgreed() {
    TelnetScript end = fresh().hears(KNOWS);
    assertEquals(List.of(), end.seen());
  }

  @Test
  void everySplitOfAHostsGreetingIsTheSame() {
    String script =
        String.join(
            " ",
            "ff fb e8",
            AGREES,
            host("00 28 50 51 52 53"),
            host("46 53 " + text("x")),
            "41",
            host("50 " + text("1-2")),
            host("52 " + text("v")),
            host("28 ff ff"),
            "42");
    TelnetScript.assertEverySplitIsTheSame(VirtualMachineTest::fresh, script);
    TelnetScript whole = fresh().hears(script);
    assertEquals("v", whole.codec.virtualMachineName());
  }
}

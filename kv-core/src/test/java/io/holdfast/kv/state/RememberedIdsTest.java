package io.holdfast.kv.state;

import static io.holdfast.kv.state.Bench.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Condition;
import io.holdfast.kv.Operation;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.LeaseTime;
import io.holdfast.kv.command.MessageId;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.command.Refusal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A retry answers what the first attempt answered (guarantee G5). */
class RememberedIdsTest {
  private static final Duration WINDOW = Duration.ofSeconds(10);
  private static final Duration MEMORY = MessageId.Request.SHORTEST_MEMORY;

  private final Bench bench =
      Bench.with(BucketConfig.builder(Bench.BUCKET).duplicateWindow(WINDOW));
  private final Operation put = Operation.Put.of("a", Bytes.utf8("1"));
  private final List<Condition> absent = List.of(new Condition.KeyAbsent("a"));

  @Test
  void shouldAnswerARetriedCreateWithItsFirstRevision() {
    Outcome.Written first = written(bench.write(absent, request(1, 0), put));
    Outcome.Written again = written(bench.write(absent, request(1, 0), put));
    assertEquals(new Outcome.Written(first.incarnation(), 1, 1, true), again);
    assertEquals(1, bench.view().lastRevision());
  }

  @Test
  void shouldRepeatARefusalThoughItWouldBeAcceptedNow() {
    bench.put("a", "taken");
    Outcome first = bench.write(absent, request(1, 0), put);
    bench.delete("a");
    assertEquals(first, bench.write(absent, request(1, 0), put));
  }

  @Test
  void shouldRefuseANumberThatIsUsedForOtherContent() {
    bench.write(absent, request(1, 0), put);
    Outcome other = bench.write(absent, request(1, 0), Operation.Put.of("a", Bytes.utf8("2")));
    assertRefused(Refusal.Code.REQUEST_ID_REUSED, other);
  }

  @Test
  void shouldTakeARetryWithALaterDeadlineForTheSameRequest() {
    bench.write(absent, request(1, 0), put);
    var retry =
        new Command.Write(Bench.BUCKET, absent, List.of(put), request(1, 0), new LeaseTime(77));
    assertEquals(1, written(bench.apply(retry)).firstRevision());
  }

  @Test
  void shouldRefuseNumbersThatTheClientHasSettled() {
    bench.write(List.of(), request(1, 0), put);
    bench.write(List.of(), request(2, 2), put);
    assertRefused(Refusal.Code.REQUEST_ID_REUSED, bench.write(List.of(), request(1, 0), put));
  }

  @Test
  void shouldRefuseForgottenNumbersOfAClientThatGoesOn() {
    bench.write(List.of(), request(1, 0), put);
    bench.at(MEMORY.minusSeconds(1)).write(List.of(), request(2, 0), put);
    assertRefused(
        Refusal.Code.REQUEST_ID_REUSED, bench.at(MEMORY).write(List.of(), request(1, 0), put));
  }

  @Test
  void shouldRememberRequestsLongerThanAShortWindow() {
    Bench brief =
        Bench.with(BucketConfig.builder(Bench.BUCKET).ttl(Duration.ofMillis(100)).history(2));
    Outcome.Written first = written(brief.write(absent, request(1, 0), put));
    brief.tick(MEMORY.minusNanos(1));
    Outcome.Written again = written(brief.write(absent, request(1, 0), put));
    assertEquals(first.firstRevision(), again.firstRevision());
    assertEquals(1, brief.view().lastRevision());
  }

  @Test
  void shouldRememberRequestsForAWindowLongerThanUsual() {
    Duration window = MEMORY.multipliedBy(2);
    Bench patient = Bench.with(BucketConfig.builder(Bench.BUCKET).duplicateWindow(window));
    patient.write(List.of(), request(1, 0), put);
    patient.at(window.minusNanos(1)).write(List.of(), request(1, 0), put);
    assertEquals(1, patient.view().lastRevision());
  }

  @Test
  void shouldForgetAClientThatWasIdleForTheWholeMemory() {
    bench.write(List.of(), request(1, 0), put);
    Outcome outcome = bench.at(MEMORY).write(List.of(), request(1, 0), put);
    assertEquals(2, written(outcome).firstRevision());
  }

  @Test
  void shouldRememberOnlyAcceptancesOfForeignIds() {
    bench.put("a", "taken");
    var id = new MessageId.Foreign("x");
    bench.write(absent, id, put);
    bench.delete("a");
    assertEquals(3, written(bench.write(absent, id, put)).firstRevision());
    assertEquals(3, written(bench.write(absent, id, put)).firstRevision());
  }

  @Test
  void shouldForgetForeignIdsAfterTheWindow() {
    var id = new MessageId.Foreign("x");
    bench.write(List.of(), id, put);
    assertEquals(
        1, written(bench.at(WINDOW.minusNanos(1)).write(List.of(), id, put)).firstRevision());
    assertEquals(2, written(bench.at(WINDOW).write(List.of(), id, put)).firstRevision());
  }

  @Test
  void shouldKnowTheForeignIdOfTheNewestEntry() {
    bench.write(List.of(), new MessageId.Foreign("x"), put);
    var last = List.<Condition>of(new Condition.LastMessageId("x"));
    written(bench.write(last, MessageId.NONE, put));
    assertRefused(Refusal.Code.CONDITION_FAILED, bench.write(last, MessageId.NONE, put));
  }

  @Test
  void shouldAnswerRetriesAfterARestartFromASnapshot() throws IOException {
    Outcome refused = bench.write(List.of(new Condition.KeyAt("a", 5)), request(1, 0), put);
    bench.write(absent, request(2, 0), put);
    var snapshot = new ByteArrayOutputStream();
    bench.machine.capture().writeTo(snapshot);
    bench.machine.restore(new ByteArrayInputStream(snapshot.toByteArray()));
    assertEquals(refused, bench.write(List.of(new Condition.KeyAt("a", 5)), request(1, 0), put));
    assertEquals(1, written(bench.write(absent, request(2, 0), put)).firstRevision());
  }

  private static MessageId request(long sequence, long settledBelow) {
    return new MessageId.Request("client", sequence, settledBelow);
  }

  private static Outcome.Written written(Outcome outcome) {
    return assertInstanceOf(Outcome.Written.class, outcome);
  }
}

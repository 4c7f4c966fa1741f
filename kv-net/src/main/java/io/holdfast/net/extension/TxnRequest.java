package io.holdfast.net.extension;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.Condition;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Transaction;
import io.holdfast.kv.command.MessageId;
import io.holdfast.net.json.JsonBody;
import io.holdfast.net.json.JsonFields;
import java.util.List;

/**
 * The body of a {@code TXN} request. Immutable.
 *
 * @param transaction conditions and operations
 * @param id a request number, or none
 * @param timeoutMillis applied only within this time from when the server received it; 0: no such
 *     limit
 */
public record TxnRequest(Transaction transaction, MessageId id, long timeoutMillis) {
  /** The JSON body. */
  public Bytes toBody() {
    return JsonBody.of(
        body -> {
          body.number("v", Version.CURRENT);
          if (!transaction.conditions().isEmpty()) {
            body.objects("conditions", transaction.conditions(), ConditionJson::write);
          }
          body.objects("operations", transaction.operations(), OperationJson::write);
          if (id instanceof MessageId.Request request) {
            body.text("request", RequestNumber.format(request));
          }
          body.optionalNumber("timeout_ms", timeoutMillis, 0);
        });
  }

  /** Reads a body whose version has been checked. */
  public static TxnRequest read(JsonFields fields) {
    List<Condition> conditions =
        fields.objects("conditions").stream().map(ConditionJson::read).toList();
    List<Operation> operations =
        fields.objects("operations").stream().map(OperationJson::read).toList();
    MessageId id =
        fields.optionalText("request").<MessageId>map(RequestNumber::parse).orElse(MessageId.NONE);
    long timeoutMillis = fields.number("timeout_ms", 0);
    if (timeoutMillis < 0) {
      throw fields.wrong("timeout_ms", "0 or positive");
    }
    return new TxnRequest(new Transaction(conditions, operations), id, timeoutMillis);
  }
}

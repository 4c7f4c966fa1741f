package io.holdfast.net.jetstream;

import io.holdfast.net.connection.Reply;
import io.holdfast.net.connection.Request;
import io.holdfast.net.connection.RequestService;
import io.holdfast.net.protocol.DomainSubject;
import java.util.List;

/**
 * Brings requests that name a JetStream domain to the service they are for. There is one JetStream
 * here, which answers to every domain. Thread-safe: immutable.
 *
 * @param services those that know subjects without a domain
 */
record DomainService(List<RequestService> services) implements RequestService {
  @Override
  public boolean handles(String subject) {
    return !DomainSubject.withoutDomain(subject).equals(subject);
  }

  @Override
  public void handle(Request request, Reply reply) {
    String subject = DomainSubject.withoutDomain(request.subject());
    for (RequestService service : services) {
      if (service.handles(subject)) {
        service.handle(new Request(subject, request.headers(), request.payload()), reply);
        return;
      }
    }
    reply.noResponders();
  }
}

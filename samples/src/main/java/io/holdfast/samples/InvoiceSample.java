package io.holdfast.samples;

import io.holdfast.locks.Locks;
import io.holdfast.locks.MutexHandle;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/**
 * A mutex in a microservice: two instances of one service are given the same invoices, and every
 * invoice is collected once.
 */
public final class InvoiceSample {
  private InvoiceSample() {}

  /** {@code --url URL}: the server to use; without it, one in this process. */
  public static void main(String[] args) throws Exception {
    var ledger = new Ledger();
    try (var server = SampleServer.from(args)) {
      run(server.url(), ledger, List.of("A-1", "A-2", "A-3", "A-4", "A-5", "A-6"));
    }
    ledger.payments().forEach(System.out::println);
    System.out.println(ledger.payments().size() + " of 6 invoices collected, each once");
  }

  static void run(String url, Ledger ledger, List<String> invoices) throws Exception {
    var machines = Executors.newFixedThreadPool(2);
    try {
      var instances =
          List.of(
              new Instance("instance-1", url, ledger, invoices),
              new Instance("instance-2", url, ledger, invoices));
      for (var ended : machines.invokeAll(instances)) {
        ended.get();
      }
    } finally {
      machines.shutdown();
    }
  }

  /** One instance of the service, with a connection of its own, as on a machine of its own. */
  private record Instance(String name, String url, Ledger ledger, List<String> invoices)
      implements Callable<String> {
    @Override
    public String call() throws InterruptedException {
      try (var store = SampleServer.connect(url);
          var locks = Locks.on(store, options -> options.owner(name))) {
        for (String invoice : invoices) {
          collect(locks, invoice);
        }
      }
      return name;
    }

    private void collect(Locks locks, String invoice) throws InterruptedException {
      try (MutexHandle held = locks.mutex("invoice/" + invoice).acquire(Duration.ofSeconds(30))) {
        // Looking and writing are two steps: without the mutex both instances could do the first.
        if (!ledger.isPaid(invoice)) {
          ledger.pay(invoice, held.token(), name);
        }
      }
    }
  }
}

package io.holdfast.net.jetstream;

import io.holdfast.kv.store.LocalStore;
import io.holdfast.net.connection.RequestService;
import io.holdfast.net.connection.Router;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * JetStream over one store: the services that a server registers, and the consumers behind them.
 * Thread-safe: immutable after {@link #start}.
 */
public final class JetStream implements AutoCloseable {
  private static final int MAX_WAITING_SCANS = 64;
  private static final long IDLE_SECONDS = 30;

  private final List<RequestService> services;
  private final Consumers consumers;
  private final @Nullable ConsumerMemory memory;
  private final ThreadPoolExecutor scans;
  private final Runnable endFollowing;

  private JetStream(
      List<RequestService> services,
      Consumers consumers,
      @Nullable ConsumerMemory memory,
      ThreadPoolExecutor scans,
      Runnable endFollowing) {
    this.services = services;
    this.consumers = consumers;
    this.memory = memory;
    this.scans = scans;
    this.endFollowing = endFollowing;
  }

  /**
   * JetStream for {@code store}; its consumers live on {@code loops} and deliver through {@code
   * router}.
   *
   * @param maxReplicas most replicas a bucket may ask for: the size of the cluster
   * @param consumerFile where consumers are remembered over a restart; null: nowhere
   */
  public static JetStream start(
      LocalStore store,
      Router router,
      EventLoopGroup loops,
      int maxReplicas,
      @Nullable Path consumerFile) {
    ConsumerMemory memory =
        consumerFile == null ? null : new ConsumerMemory(new ConsumerFile(consumerFile));
    var consumers = new Consumers(memory);
    router.addListener(consumers);
    var reads = new StoreReads(store, loops);
    // Answers that look at every entry of a bucket are made here, one at a time, so that no event
    // loop waits for them.
    var scans =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING_SCANS),
            task -> daemon(task));
    scans.allowCoreThreadTimeOut(true);
    var sourcing = new Sourcing(store, loops.next());
    sourcing.start();
    var streams = new StreamApi(store, reads, consumers, sourcing, scans, maxReplicas);
    var messages = new MessageApi(store, reads);
    var consumerApi = new ConsumerApi(reads, consumers, router, () -> home(loops));
    var counts = new ApiCounts();
    var account = new AccountApi(reads, consumers, counts);
    var api =
        new ApiService(counts)
            .route("INFO", "account_info_response", account::info)
            .route("STREAM.CREATE", "stream_create_response", streams::create)
            .route("STREAM.UPDATE", "stream_update_response", streams::update)
            .route("STREAM.INFO", "stream_info_response", streams::info)
            .route("STREAM.DELETE", "stream_delete_response", streams::delete)
            .route("STREAM.NAMES", "stream_names_response", streams::names)
            .route("STREAM.LIST", "stream_list_response", streams::list)
            .route("STREAM.PURGE", "stream_purge_response", streams::purge)
            .route("STREAM.MSG.GET", "stream_msg_get_response", messages::get)
            .route("STREAM.MSG.DELETE", "stream_msg_delete_response", messages::delete)
            .route("CONSUMER.CREATE", "consumer_create_response", consumerApi::create)
            .route("CONSUMER.DURABLE.CREATE", "consumer_create_response", consumerApi::create)
            .route("CONSUMER.INFO", "consumer_info_response", consumerApi::info)
            .route("CONSUMER.DELETE", "consumer_delete_response", consumerApi::delete)
            .route("CONSUMER.NAMES", "consumer_names_response", consumerApi::names)
            .route("CONSUMER.LIST", "consumer_list_response", consumerApi::list);
    List<RequestService> services =
        List.of(
            new PublishService(
                store, new AtomicBatches(store, new StagedBatches(store::leaseNow, loops))),
            new DirectGet(reads, new DirectBatches(new NewestOfMany(store, scans), router, scans)),
            new PullService(consumers),
            new ControlService(consumers),
            api);
    var all = new ArrayList<>(services);
    all.add(new DomainService(services));
    var republisher = new Republisher(router);
    store.view().addListener(republisher);
    if (memory != null) {
      var unused =
          new ConsumerRecall(reads, consumers, router, () -> home(loops))
              .serve(memory.recall())
              .thenRun(() -> memory.recalled(consumers::all));
    }
    return new JetStream(
        List.copyOf(all),
        consumers,
        memory,
        scans,
        () -> {
          store.view().removeListener(republisher);
          sourcing.close();
        });
  }

  /** The services, to be asked in this order. */
  public List<RequestService> services() {
    return services;
  }

  /** How many consumers there are now. */
  public int consumers() {
    return consumers.count();
  }

  /**
   * Ends every consumer, to go on in the next server where they are remembered, and follows no
   * bucket any more. Idempotent.
   */
  @Override
  public void close() {
    endFollowing.run();
    if (memory != null) {
      memory.close(consumers.all());
    }
    consumers.endAll();
    scans.shutdownNow();
  }

  /**
   * The loop that is running, since whoever asks for a consumer mostly receives on the same
   * connection, and what is delivered there needs no other thread; else any.
   */
  private static EventExecutor home(EventLoopGroup loops) {
    for (EventExecutor loop : loops) {
      if (loop.inEventLoop()) {
        return loop;
      }
    }
    return loops.next();
  }

  private static Thread daemon(Runnable task) {
    var thread = new Thread(task, "holdfast-net-scans");
    thread.setDaemon(true);
    return thread;
  }
}

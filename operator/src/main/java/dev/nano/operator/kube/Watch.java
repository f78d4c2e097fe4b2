package dev.nano.operator.kube;

import dev.nano.operator.log.Failures;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Store;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An informer that tries again until it is closed, also while the API server is away, and for which every event is the same: what
 * it knows has changed.
 */
final class Watch<T extends HasMetadata> implements ResourceEventHandler<T>, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Watch.class);

    private final String what;
    private final SharedIndexInformer<T> informer;
    private final Runnable changed;
    private volatile CompletableFuture<Void> started = new CompletableFuture<>();

    /**
     * @param what is watched, for people
     * @param changed is told of each event; must be quick
     * @param complain is told why it cannot watch now
     */
    Watch(String what, Informable<T> resource, Runnable changed, Consumer<Throwable> complain) {
        this.what = what;
        this.informer = resource.runnableInformer(0);
        this.changed = () -> Failures.survive(log, "watch_event_failed", changed);
        informer.addEventHandler(this);
        informer.exceptionHandler((isStarted, problem) -> {
            // True whatever happens: try again.
            Failures.survive(log, "watch_problem_not_told", () -> complain.accept(problem));
            return true;
        });
    }

    /** Completes when all there is is known. */
    CompletionStage<Void> start() {
        CompletionStage<Void> first = informer.start();
        started = first.toCompletableFuture();
        return first;
    }

    /**
     * Whether what has been watched is not watched now. Fabric8 tries to watch again from where it was, for ever and whatever the
     * API server answers, and tells nobody.
     */
    boolean isLost() {
        return started.isDone() && informer.isRunning() && !informer.isWatching();
    }

    /** What is known; it is ahead of what {@code changed} has heard of. */
    Store<T> store() {
        return informer.getStore();
    }

    InformerHealth.State health() {
        return new InformerHealth.State(what, informer.isRunning(), informer.isWatching());
    }

    @Override
    public void onAdd(T object) {
        changed.run();
    }

    @Override
    public void onUpdate(T before, T object) {
        changed.run();
    }

    @Override
    public void onDelete(T object, boolean isFinalStateUnknown) {
        changed.run();
    }

    /** Also when nothing is new but that it could be read. */
    @Override
    public void onList(String resourceVersion, boolean isEmpty) {
        changed.run();
    }

    @Override
    public void close() {
        informer.close();
    }
}

package dev.nano.runtime.web;

import dev.nano.runtime.exchange.Exchange;
import dev.nano.runtime.exchange.Failure;
import dev.nano.runtime.exchange.Outcome;
import dev.nano.runtime.exchange.ResponseBody;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** An exchange without a socket: says what it was given, and remembers how it was answered. */
final class TestExchange implements Exchange {

    private final String method;
    private final String url;
    private final String[] headers;
    private final TestRequestBody body;
    private final List<Consumer<Outcome>> overListeners = new ArrayList<>();
    private final CompletableFuture<Outcome> over = new CompletableFuture<>();
    private final CompletableFuture<Integer> begun = new CompletableFuture<>();

    volatile int status;
    volatile String[] sentHeaders = {};
    volatile String failureMessage = "";
    final TestResponseBody sent = new TestResponseBody(this);

    private TestExchange(String method, String url, String[] headers, TestRequestBody body) {
        this.method = method;
        this.url = url;
        this.headers = headers;
        this.body = body;
    }

    static TestExchange get(String url, String... headers) {
        return new TestExchange("GET", url, headers, TestRequestBody.none());
    }

    static TestExchange post(String url, TestRequestBody body, String... headers) {
        return new TestExchange("POST", url, headers, body);
    }

    static TestExchange post(String url, String body, String... headers) {
        return post(url, TestRequestBody.of(body), headers);
    }

    @Override
    public String id() {
        return "test-1";
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public String path() {
        return "/";
    }

    @Override
    public String authority() {
        int start = url.indexOf("://") + 3;
        return url.substring(start, url.indexOf('/', start));
    }

    @Override
    public String clientAddress() {
        return "127.0.0.1";
    }

    @Override
    public String[] headers() {
        return headers;
    }

    @Override
    public TestRequestBody body() {
        return body;
    }

    @Override
    public void respond(int code, String[] names, String text) {
        respond(code, names, text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public synchronized void respond(int code, String[] names, byte[] bytes) {
        if (begin(code, names)) {
            sent.chunks.add(bytes);
            finish(null, false);
        }
    }

    @Override
    public synchronized ResponseBody respondStreaming(int code, String[] names) {
        begin(code, names);
        return sent;
    }

    @Override
    public synchronized void fail(Failure failure, String message) {
        if (!over.isDone()) {
            failureMessage = message;
            begin(failure.status(), new String[0]);
            finish(failure, false);
        }
    }

    /** The client closes its connection. */
    void clientLeaves() {
        finish(null, true);
        body.failAll("the client left");
    }

    private boolean begin(int code, String[] names) {
        if (status != 0 || over.isDone()) {
            return false;
        }
        status = code;
        sentHeaders = names;
        begun.complete(code);
        return true;
    }

    void finish(Failure failure, boolean clientLeft) {
        List<Consumer<Outcome>> listeners;
        Outcome outcome = new Outcome(status, 1, sent.bytes().length, failure, clientLeft);
        synchronized (this) {
            if (!over.complete(outcome)) {
                return;
            }
            listeners = List.copyOf(overListeners);
        }
        begun.complete(status);
        listeners.forEach(listener -> listener.accept(outcome));
        sent.wake();
    }

    @Override
    public boolean isOver() {
        return over.isDone();
    }

    @Override
    public void onOver(Consumer<Outcome> listener) {
        synchronized (this) {
            if (!over.isDone()) {
                overListeners.add(listener);
                return;
            }
        }
        listener.accept(over.join());
    }

    /** Waits until status and headers have been sent. */
    void awaitBegun() {
        begun.orTimeout(90, TimeUnit.SECONDS).join();
    }

    /** Waits for the end and gives the answer's body. */
    String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    byte[] bytes() {
        outcome();
        return sent.bytes();
    }

    Outcome outcome() {
        return over.orTimeout(90, TimeUnit.SECONDS).join();
    }

    /** The first header of this name, or null. */
    String header(String name) {
        for (int i = 0; i < sentHeaders.length; i += 2) {
            if (sentHeaders[i].equals(name)) {
                return sentHeaders[i + 1];
            }
        }
        return null;
    }
}

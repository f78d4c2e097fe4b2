package dev.nano.runtime.exchange;

import java.util.function.Consumer;

/**
 * One request and its answer.
 *
 * <p>Every method may be called on any thread and none of them blocks. The first of {@code respond}, {@code
 * respondStreaming}, {@code fail} and the client's leaving decides; what comes later is ignored. Strings in headers are
 * ISO-8859-1 as HTTP has them.
 */
public interface Exchange {

    /** The id of this request in logs and in the {@code x-request-id} header: the client's own when it is well-formed. */
    String id();

    /** The method as sent, for example {@code GET}. */
    String method();

    /** The absolute URL the client asked for: scheme, authority as sent, raw path and query. */
    String url();

    /** The raw path without the query, for example {@code /admin/apps}. */
    String path();

    /** The authority as sent in {@code Host} or {@code :authority}, port included; empty when there was none. */
    String authority();

    /** The address of the client, numeric, without port; what {@code X-Forwarded-For} says when a trusted proxy says it. */
    String clientAddress();

    /** Alternating names (lower case) and values in the order in which they arrived; repeated names stay repeated. */
    String[] headers();

    /** The body; {@link RequestBody#isEmpty()} when the request has none. */
    RequestBody body();

    /** Answers whole: {@code text} is sent as UTF-8. {@code content-length} and {@code date} are added here. */
    void respond(int status, String[] headers, String text);

    /** Answers whole. The array is not copied and must not be written to afterwards. */
    void respond(int status, String[] headers, byte[] bytes);

    /**
     * Sends status and headers now and the body as it comes. Without a {@code content-length} among the headers it is
     * chunked (HTTP/1.1) or ended by the stream's end.
     */
    ResponseBody respondStreaming(int status, String[] headers);

    /**
     * Answers with an error of the runtime's own: its status, header {@code nano-error}, a JSON body, and {@code
     * Retry-After} where the failure has it. When the answer has already begun it is cut off, so that the client can
     * tell that it is incomplete.
     *
     * @param message for people; names the thing and the remedy; must not hold secrets
     */
    void fail(Failure failure, String message);

    /** True once the answer is complete, cut off, or the client has left. */
    boolean isOver();

    /**
     * Calls {@code listener} exactly once when the exchange is over, on any thread; at once when it is already over.
     * Several listeners are called in the order in which they were added.
     */
    void onOver(Consumer<Outcome> listener);
}

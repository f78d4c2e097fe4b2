package dev.nano.runtime.exchange;

/** The body of an answer that is sent as it comes. Methods may be called on any thread, one at a time; none blocks. */
public interface ResponseBody {

    /**
     * Queues bytes for sending. The array is not copied.
     *
     * @return whether more may be written now; when false, wait for {@link #onWritable}
     */
    boolean write(byte[] bytes);

    /** Calls {@code action} once, on any thread, as soon as more may be written or the exchange is over. */
    void onWritable(Runnable action);

    /** Ends the answer regularly. */
    void end();

    /** Cuts the answer off so that the client notices: the connection is closed, or the HTTP/2 stream reset. */
    void abort();
}

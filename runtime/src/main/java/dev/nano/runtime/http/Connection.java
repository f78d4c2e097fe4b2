package dev.nano.runtime.http;

/** A connection as its listener sees it. Every method is called on the connection's event loop. */
interface Connection {

    /** Looks for timeouts; called a few times per timeout, for all connections in turn. */
    void tick(long now);

    /** Asks the connection to end by itself once it has answered what has been asked. */
    void drain();

    /** The time for draining is over: what is unanswered is refused, what is half answered cut off. */
    void expire();

    /** Closes at once. */
    void close();
}

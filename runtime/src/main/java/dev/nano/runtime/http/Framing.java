package dev.nano.runtime.http;

import io.netty.buffer.ByteBuf;

/** Where the bytes of an HTTP/1 body lie in the stream of bytes. Event loop only. */
sealed interface Framing permits LengthFraming, ChunkedFraming {

    /**
     * Steps over what is not content and says how many content bytes come next.
     *
     * @return 0 when more must arrive first, or the body is complete
     */
    int available(ByteBuf in) throws BadRequest;

    /** Says that the caller has taken so many content bytes. */
    void taken(int bytes);

    boolean isComplete();

    /** How many content bytes are to come as far as that is known; 0 when it is not. */
    long remaining();
}

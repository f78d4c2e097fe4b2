package dev.nano.runtime.outbound;

import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;

/** HTTP/1.1 as a client speaks it, with what {@link Conversation} needs to know about how a response was framed. */
final class UpstreamCodec extends CombinedChannelDuplexHandler<UpstreamCodec.Decoder, HttpRequestEncoder> {

    private static final int MAX_LINE_BYTES = 8_192;
    private static final int MAX_HEADER_BYTES = 32_768;

    private final Decoder decoder = new Decoder();

    UpstreamCodec() {
        init(decoder, new HttpRequestEncoder());
    }

    /** @param isHead whether the response has no body, whatever its head says */
    void requestBegins(boolean isHead) {
        decoder.isHead = isHead;
        decoder.isAmbiguous = false;
    }

    /** Whether the response had more than one framing. */
    boolean isAmbiguous() {
        return decoder.isAmbiguous;
    }

    /** Whether bytes have arrived that are no part of anything yet. */
    boolean hasLeftover() {
        return decoder.leftover() > 0;
    }

    static final class Decoder extends HttpResponseDecoder {
        private boolean isHead;
        private boolean isAmbiguous;

        Decoder() {
            super(new HttpDecoderConfig()
                    .setMaxInitialLineLength(MAX_LINE_BYTES)
                    .setMaxHeaderSize(MAX_HEADER_BYTES)
                    .setAllowDuplicateContentLengths(false));
        }

        int leftover() {
            return actualReadableBytes();
        }

        @Override
        protected boolean isContentAlwaysEmpty(HttpMessage message) {
            return isHead
                    || (message instanceof HttpResponse response
                            && response.status().code() < 200)
                    || super.isContentAlwaysEmpty(message);
        }

        @Override
        protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
            isAmbiguous = true;
            super.handleTransferEncodingChunkedWithContentLength(message);
        }
    }
}

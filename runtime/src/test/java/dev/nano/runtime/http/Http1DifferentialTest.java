package dev.nano.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/**
 * What is accepted here means the same to Netty's decoder: same method, headers, content, and the next request begins at
 * the same byte. Where this parser is stricter it refuses, and nothing is compared: a refused request smuggles nothing.
 */
class Http1DifferentialTest {

    /** A request as a parser understood it; null stands for the refusal that ends the stream. */
    private record Understood(String method, String headers, String content) {}

    @Provide
    Arbitrary<String> streams() {
        Arbitrary<String> line = Arbitraries.of(
                "GET / HTTP/1.1",
                "POST /a?b HTTP/1.1",
                "PUT / HTTP/1.0",
                "GET http://b/ HTTP/1.1",
                "GET  / HTTP/1.1",
                "G@T / HTTP/1.1",
                "OPTIONS * HTTP/1.1",
                "GET / HTTP/2.0",
                "GET /\t HTTP/1.1",
                "POST / http/1.1");
        Arbitrary<String> header = Arbitraries.of(
                "Host: a",
                "host:a",
                "Host : a",
                " folded",
                "A: b",
                "A:",
                "A: \u0000",
                "A: b\rC: d",
                "A: \u00e9",
                "Content-Length: 0",
                "Content-Length: 3",
                "Content-Length: 03",
                "Content-Length: +3",
                "Content-Length: 3, 3",
                "Content-Length: 99999999999999999999",
                "Content-Length : 3",
                "Transfer-Encoding: chunked",
                "Transfer-Encoding:\tchunked ",
                "Transfer-Encoding: CHUNKED",
                "Transfer-Encoding: gzip, chunked",
                "Transfer-Encoding: chunked, x",
                "Transfer-Encoding: xchunked",
                "Transfer_Encoding: chunked",
                "Connection: close",
                "Expect: 100-continue",
                "Upgrade: h2c",
                "Cookie: a=1",
                "Content-Type: a/b");
        Arbitrary<String> body = Arbitraries.of(
                "",
                "abc",
                "0\r\n\r\n",
                "3\r\nabc\r\n0\r\n\r\n",
                "3;a=b\r\nabc\r\n0\r\n\r\n",
                "3;a=\"\r\nabc\r\n0\r\n\r\n",
                "3 \r\nabc\r\n0\r\n\r\n",
                "0x3\r\nabc\r\n0\r\n\r\n",
                "+3\r\nabc\r\n0\r\n\r\n",
                "3\nabc\n0\n\n",
                "3\r\nabcd\r\n0\r\n\r\n",
                "A\r\n0123456789\r\n00\r\n\r\n",
                "0\r\nA: b\r\n\r\n",
                "0\r\n A: b\r\n\r\n",
                "0\r\nContent-Length: 3\r\n\r\n",
                "FFFFFFFF\r\nabc",
                "fffffffff\r\nabc",
                "-1\r\nabc\r\n0\r\n\r\n");
        Arbitrary<String> end = Arbitraries.frequency(Tuple.of(30, "\r\n"), Tuple.of(1, "\n"), Tuple.of(1, "\r\r\n"));
        Arbitrary<String> request = Combinators.combine(line, header.list().ofMaxSize(5), body, end, end)
                .as((first, headers, content, lineEnd, headEnd) -> first + lineEnd + "Host: a\r\n"
                        + String.join("", headers.stream().map(h -> h + lineEnd).toList()) + headEnd + content);
        return request.list().ofMinSize(1).ofMaxSize(3).map(all -> String.join("", all));
    }

    @Property(tries = 3000)
    void whatIsAcceptedMeansTheSameToNetty(@ForAll("streams") String stream) {
        List<@Nullable Understood> ours = ours(stream);
        List<@Nullable Understood> theirs = theirs(stream);
        for (int i = 0; i < ours.size(); i++) {
            Understood request = ours.get(i);
            if (request == null) {
                return;
            }
            assertThat(theirs).as(stream).hasSizeGreaterThan(i);
            assertThat(request).as(stream).isEqualTo(theirs.get(i));
        }
    }

    private static List<@Nullable Understood> ours(String stream) {
        List<@Nullable Understood> understood = new ArrayList<>();
        RequestHeadParser parser = new RequestHeadParser();
        ByteBuf in = Unpooled.wrappedBuffer(stream.getBytes(StandardCharsets.ISO_8859_1));
        try {
            for (RequestHead head = parser.parse(in, HttpLimits.DEFAULT);
                    head != null;
                    head = parser.parse(in, HttpLimits.DEFAULT)) {
                StringBuilder content = new StringBuilder();
                Framing framing =
                        head.chunked ? new ChunkedFraming() : new LengthFraming(Math.max(0, head.contentLength));
                for (int there = framing.available(in); there > 0; there = framing.available(in)) {
                    content.append(in.readCharSequence(there, StandardCharsets.ISO_8859_1));
                    framing.taken(there);
                }
                if (!framing.isComplete()) {
                    return understood;
                }
                String[] headers = head.headers();
                StringBuilder lines = new StringBuilder();
                for (int i = 0; i < headers.length; i += 2) {
                    if (isCompared(headers[i])) {
                        lines.append(headers[i])
                                .append('=')
                                .append(headers[i + 1])
                                .append(';');
                    }
                }
                understood.add(new Understood(head.method, lines.toString(), content.toString()));
            }
        } catch (BadRequest e) {
            understood.add(null);
        }
        return understood;
    }

    /** Those that are meant to differ: of joins and absolute targets. Netty removes a length that it has found harmless. */
    private static boolean isCompared(String name) {
        return !name.equals("host") && !name.equals("cookie") && !name.equals("content-length");
    }

    private static List<@Nullable Understood> theirs(String stream) {
        EmbeddedChannel channel = new EmbeddedChannel(new HttpRequestDecoder());
        channel.writeInbound(Unpooled.wrappedBuffer(stream.getBytes(StandardCharsets.ISO_8859_1)));
        List<@Nullable Understood> understood = new ArrayList<>();
        HttpRequest head = null;
        StringBuilder content = new StringBuilder();
        for (Object message = channel.readInbound(); message != null; message = channel.readInbound()) {
            if (message instanceof HttpRequest next) {
                head = next;
                content.setLength(0);
            }
            if (message instanceof HttpContent part) {
                content.append(new String(ByteBufUtil.getBytes(part.content()), StandardCharsets.ISO_8859_1));
                boolean isWhole = part.decoderResult().isSuccess()
                        && head != null
                        && head.decoderResult().isSuccess();
                if (isWhole && part instanceof LastHttpContent && head != null) {
                    StringBuilder lines = new StringBuilder();
                    head.headers().forEach(entry -> {
                        String name = entry.getKey().toLowerCase(Locale.ROOT);
                        if (isCompared(name)) {
                            lines.append(name)
                                    .append('=')
                                    .append(entry.getValue())
                                    .append(';');
                        }
                    });
                    understood.add(new Understood(head.method().name(), lines.toString(), content.toString()));
                }
            }
            ReferenceCountUtil.release(message);
        }
        channel.finishAndReleaseAll();
        return understood;
    }
}

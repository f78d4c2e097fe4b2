package dev.nano.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/**
 * A head that is accepted over HTTP/2 means the same when it is written as HTTP/1 and read by Netty: nothing in it ends a line,
 * adds a header or another request. A head that is refused, by Netty's HPACK decoder or here, is not compared.
 */
class Http2DifferentialTest {

    private static final HttpLimits LIMITS = HttpLimits.DEFAULT;

    @Provide
    Arbitrary<List<String[]>> heads() {
        Arbitrary<String> ending = Arbitraries.frequency(
                Tuple.of(40, ""),
                Tuple.of(1, "\r\nx: y"),
                Tuple.of(1, "\n"),
                Tuple.of(1, "\u0000"),
                Tuple.of(1, " "),
                Tuple.of(1, "\t"),
                Tuple.of(1, "\u007f"),
                Tuple.of(1, "\u00ff"),
                Tuple.of(1, " HTTP/1.1\r\n\r\nGET /b"));
        Arbitrary<String[]> method = field(List.of(":method"), List.of("GET", "POST", "OPTIONS", "", "G T"), ending);
        Arbitrary<String[]> path =
                field(List.of(":path"), List.of("/", "/a?b", "*", "", "a", "//b/", "http://b/", "/#a", "/a b"), ending);
        Arbitrary<String[]> authority =
                field(List.of(":authority"), List.of("a", "a:80", "", "a@b", "a, b", "a/b", "[::1]"), ending);
        Arbitrary<String[]> header = field(
                List.of(
                        "a",
                        "A",
                        "a b",
                        "a:b",
                        "a\r\nb",
                        "",
                        "host",
                        "cookie",
                        "te",
                        "connection",
                        "keep-alive",
                        "upgrade",
                        "proxy-connection",
                        "transfer-encoding",
                        "content-length",
                        ":path",
                        ":method",
                        ":unknown",
                        "x-request-id"),
                List.of("a", "b", "", "chunked", "trailers", "0", "3", "3, 3", "+3", " a ", "a=1", "close"),
                ending);
        return Combinators.combine(method, path, authority, header.list().ofMaxSize(5))
                .as((one, two, three, rest) -> {
                    List<String[]> all = new ArrayList<>(List.of(one, two, three, new String[] {":scheme", "http"}));
                    all.addAll(rest);
                    return all;
                });
    }

    private static Arbitrary<String[]> field(List<String> names, List<String> values, Arbitrary<String> ending) {
        return Combinators.combine(Arbitraries.of(names), Arbitraries.of(values), ending)
                .as((name, value, end) -> new String[] {name, value + end});
    }

    @Property(tries = 5000)
    void whatIsAcceptedMeansTheSameInHttp1(@ForAll("heads") List<String[]> sent) throws Exception {
        RequestHead head = accepted(sent);
        if (head == null) {
            return;
        }
        StringBuilder text = new StringBuilder(head.method + " " + head.target + " HTTP/1.1\r\n");
        List<String> ours = new ArrayList<>();
        String[] headers = head.headers();
        for (int i = 0; i < headers.length; i += 2) {
            text.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
            ours.add(headers[i] + "=" + headers[i + 1].strip());
        }
        assertThat(headers).as("%s", text).doesNotContain("transfer-encoding", "connection");

        EmbeddedChannel netty = new EmbeddedChannel(new HttpRequestDecoder());
        netty.writeInbound(Unpooled.copiedBuffer(text + "\r\n", StandardCharsets.ISO_8859_1));
        HttpRequest theirs = netty.readInbound();
        assertThat(theirs.decoderResult().isSuccess()).as("%s", text).isTrue();
        assertThat(theirs.method().name()).isEqualTo(head.method);
        assertThat(theirs.uri()).isEqualTo(head.target);
        List<String> read = new ArrayList<>();
        for (Map.Entry<String, String> entry : theirs.headers()) {
            read.add(entry.getKey() + "=" + entry.getValue());
        }
        assertThat(read).isEqualTo(ours);
        for (Object more = netty.readInbound(); more != null; more = netty.readInbound()) {
            assertThat(more).as("%s", text).isNotInstanceOf(HttpRequest.class);
            ReferenceCountUtil.release(more);
        }
        netty.finishAndReleaseAll();
    }

    /** What arrives of these headers over HTTP/2, or null when they are refused. */
    private static @Nullable RequestHead accepted(List<String[]> sent) throws Exception {
        Http2Headers headers = new DefaultHttp2Headers(false);
        sent.forEach(field -> headers.add(field[0], field[1]));
        ByteBuf block = Unpooled.buffer();
        new DefaultHttp2HeadersEncoder().encodeHeaders(3, headers, block);
        try {
            return Http2Heads.request(new DefaultHttp2HeadersDecoder(true).decodeHeaders(3, block), false, LIMITS);
        } catch (Http2Exception | BadRequest e) {
            return null;
        }
    }
}

package dev.nano.runtime.outbound;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.resolver.dns.DnsErrorCauseException;
import io.netty.resolver.dns.DnsNameResolverTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import reactor.netty.http.client.PrematureCloseException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;

/**
 * Why a fetch failed, as the app is told: nothing in here is of Java or made of what the server sent.
 *
 * @param code as Node.js and undici name it, for example {@code ECONNREFUSED}
 * @param message for people
 */
public record FetchFailure(String code, String message) {

    /** @param destination host and port as the app asked for them */
    public static FetchFailure of(Throwable error, String destination) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case EgressDenied denied -> {
                    return new FetchFailure("EACCES", String.valueOf(denied.getMessage()));
                }
                case UpstreamViolation violation -> {
                    return new FetchFailure(violation.code(), String.valueOf(violation.getMessage()));
                }
                case UntrustedCertificate untrusted -> {
                    return new FetchFailure(
                            untrusted.code(),
                            "TLS: the certificate of the server is not trusted: " + untrusted.getMessage());
                }
                case DnsNameResolverTimeoutException _ -> {
                    return new FetchFailure("EAI_AGAIN", "no name server answered in time about " + destination);
                }
                case DnsErrorCauseException dns
                when !DnsResponseCode.NXDOMAIN.equals(dns.getCode()) -> {
                    return new FetchFailure("EAI_AGAIN", "the name server failed for " + destination);
                }
                default -> {}
            }
        }
        return plain(error, destination);
    }

    private static FetchFailure plain(Throwable error, String destination) {
        return switch (error) {
            case UnknownHostException _ -> new FetchFailure("ENOTFOUND", "host not found: " + destination);
            case ConnectTimeoutException _ -> new FetchFailure("ETIMEDOUT", "connecting took too long: " + destination);
            case NoRouteToHostException _ -> new FetchFailure("EHOSTUNREACH", "no route to " + destination);
            case ConnectException e -> refused(text(e), destination);
            case PrematureCloseException _ -> closed();
            case ClosedChannelException _ -> closed();
            case NotSslRecordException _ -> new FetchFailure("EPROTO", "TLS: the server does not speak TLS");
            case SSLException e -> new FetchFailure("EPROTO", "TLS: " + handshake(text(e)));
            case PoolAcquirePendingLimitException _ ->
                new FetchFailure("EAGAIN", "too many requests of this app wait for a connection to " + destination);
            case PoolAcquireTimeoutException _ ->
                new FetchFailure(
                        "EAGAIN", "all connections of this app to " + destination + " have been busy for too long");
            case IOException e -> io(text(e));
            default -> new FetchFailure("UND_ERR", "the request could not be sent");
        };
    }

    private static String text(Throwable error) {
        return error.getMessage() == null ? "" : error.getMessage().toLowerCase(Locale.ROOT);
    }

    private static FetchFailure refused(String text, String destination) {
        if (text.contains("unreachable") || text.contains("no route")) {
            return new FetchFailure("EHOSTUNREACH", "cannot connect: " + destination + " is unreachable");
        }
        return text.contains("timed out")
                ? new FetchFailure("ETIMEDOUT", "connecting took too long: " + destination)
                : new FetchFailure("ECONNREFUSED", "cannot connect: connection refused: " + destination);
    }

    private static FetchFailure closed() {
        return new FetchFailure("ECONNRESET", "the server closed the connection before its answer was complete");
    }

    private static FetchFailure io(String text) {
        if (text.contains("reset") || text.contains("broken pipe") || text.contains("abort")) {
            return closed();
        }
        if (text.contains("unreachable") || text.contains("no route")) {
            return new FetchFailure("EHOSTUNREACH", "the server is unreachable");
        }
        return text.contains("timed out")
                ? new FetchFailure("ETIMEDOUT", "the connection timed out")
                : new FetchFailure("UND_ERR_SOCKET", "the connection failed");
    }

    private static String handshake(String text) {
        if (text.contains("unrecognized") || text.contains("not an ssl") || text.contains("unsupported or")) {
            return "the server does not speak TLS";
        }
        int alert = text.indexOf("alert: ");
        // Only what is a name of the standard: the rest of a message may hold what the server sent.
        return alert >= 0 && text.substring(alert + 7).matches("[a-z_]{1,40}")
                ? "the server refused the handshake: " + text.substring(alert + 7)
                : "the handshake failed";
    }
}

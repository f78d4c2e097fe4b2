package dev.nano.runtime.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nano.runtime.exchange.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * One call of a route.
 *
 * @param segment what stands in place of {@code {hostname}} in the route's path, decoded; null when the path has none
 */
record Call(Exchange exchange, @Nullable String segment) {

    /** Makes something of a body that does not hold on to it. */
    @FunctionalInterface
    interface Reader<T> {
        T read(ObjectNode body) throws AdminError;
    }

    /** What {@code reader} makes of the body, a JSON object; blocks until it has arrived, and there is room for it. */
    <T> T read(Reader<T> reader) throws AdminError {
        try (var _ = BodyRoom.SHARED.take(exchange.body().announcedLength());
                var body = new BodyStream(exchange.body())) {
            return reader.read(Json.object(body));
        }
    }

    /** The value of a parameter in the query, decoded, or null. */
    @Nullable
    String parameter(String name) throws AdminError {
        return Query.parameter(exchange.url(), name);
    }

    /** The value of a header, or null. */
    @Nullable
    String header(String name) {
        String[] headers = exchange.headers();
        for (int i = 0; i + 1 < headers.length; i += 2) {
            if (headers[i].equals(name)) {
                return headers[i + 1];
            }
        }
        return null;
    }

    /** Who wants it, for the log of changes. */
    String actor() {
        return "admin " + exchange.clientAddress();
    }
}

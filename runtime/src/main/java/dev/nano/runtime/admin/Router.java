package dev.nano.runtime.admin;

import dev.nano.runtime.exchange.Exchange;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds the route for a method and a path; HEAD is answered as GET. */
final class Router {

    private static final String LAST_SEGMENT = "/{hostname}";

    private final Map<String, Map<String, Route>> byPath = new LinkedHashMap<>();

    /** @param path a literal path, or one that ends in {@code /{hostname}} */
    Router add(String method, String path, Route route) {
        byPath.computeIfAbsent(path, _ -> new LinkedHashMap<>()).put(method, route);
        return this;
    }

    /** @throws AdminError what the route throws, 404 when no route has the path, 405 when none has the method */
    Answer answer(Exchange exchange) throws AdminError {
        String path = exchange.path();
        Map<String, Route> methods = byPath.get(path);
        String segment = null;
        int slash = path.lastIndexOf('/');
        if (methods == null && slash > 0) {
            methods = byPath.get(path.substring(0, slash) + LAST_SEGMENT);
            segment = Query.segment(path.substring(slash + 1));
        }
        if (methods == null || (segment != null && segment.isEmpty())) {
            throw new AdminError(404, "not_found", "nothing at " + path + "; docs/admin-api.yaml lists what there is");
        }
        return route(methods, exchange.method()).answer(new Call(exchange, segment));
    }

    private static Route route(Map<String, Route> methods, String method) throws AdminError {
        @Nullable Route route = methods.get(method.equals("HEAD") ? "GET" : method);
        if (route == null) {
            var allowed = new TreeSet<>(methods.keySet());
            if (allowed.contains("GET")) {
                allowed.add("HEAD");
            }
            String list = String.join(", ", allowed);
            throw new AdminError(405, "method_not_allowed", "method: " + method + " (expected: " + list + ")")
                    .withHeader("allow", list);
        }
        return route;
    }
}

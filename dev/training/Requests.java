import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/**
 * Sends the training app what apps get, for ten seconds over one connection: {@code java Requests.java URL}. In Java
 * because a JDK is all that is sure to be there.
 */
final class Requests {

    private static final long NANOS = 10_000_000_000L;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI server;

    private Requests(URI server) {
        this.server = server;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        // The app is found by its hostname, not by the address.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
        var requests = new Requests(URI.create(arguments[0]));
        long end = System.nanoTime() + NANOS;
        while (System.nanoTime() < end) {
            requests.many(300, "/", null);
            requests.many(300, "/json?n=1", "{\"name\":\"nano\",\"list\":[1,2,3]}");
            requests.many(100, "/text", "some text");
            requests.many(20, "/later", null);
        }
        // Not the client's threads: they would be waited for.
        System.exit(0);
    }

    private void many(int count, String path, String body) throws IOException, InterruptedException {
        for (int i = 0; i < count; i++) {
            HttpResponse<String> answer = http.send(request(path, body), BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new IOException(path + ": " + answer.statusCode() + " " + answer.body());
            }
        }
    }

    private HttpRequest request(String path, String body) {
        return HttpRequest.newBuilder(server.resolve(path))
                .header("host", "training.local")
                .method(
                        body == null ? "GET" : "POST",
                        body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
    }
}

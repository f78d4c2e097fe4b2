package dev.nano.runtime.admin;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request;
import com.atlassian.oai.validator.model.SimpleRequest;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.atlassian.oai.validator.report.ValidationReport;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/** docs/admin-api.yaml, and whether calls and answers are as it says. */
final class Contract {

    static {
        // They log whole documents.
        for (String name : new String[] {"io.swagger", "com.atlassian.oai", "com.networknt"}) {
            ((Logger) LoggerFactory.getLogger(name)).setLevel(Level.ERROR);
        }
    }

    private final OpenApiInteractionValidator validator = OpenApiInteractionValidator.createFor(
                    Path.of("..", "docs", "admin-api.yaml").toString())
            .build();

    /** Fails unless the answer is one that the document knows for this call, down to each field. */
    void check(HttpRequest request, HttpResponse<String> answer) {
        SimpleResponse.Builder response =
                SimpleResponse.Builder.status(answer.statusCode()).withBody(answer.body());
        answer.headers().map().forEach((name, values) -> response.withHeader(name, values.toArray(String[]::new)));
        ValidationReport report = validator.validateResponse(
                request.uri().getPath(), Request.Method.valueOf(request.method()), response.build());
        assertThat(report.hasErrors())
                .as("%s %s -> %s %s: %s", request.method(), request.uri(), answer.statusCode(), answer.body(), report)
                .isFalse();
    }

    /** As {@link #check}, for the bytes that a listener has sent. */
    void checkRaw(String method, String path, String answer) {
        String[] headAndBody = answer.split("\r\n\r\n", 2);
        String[] head = headAndBody[0].split("\r\n");
        SimpleResponse.Builder response = SimpleResponse.Builder.status(Integer.parseInt(head[0].split(" ")[1]))
                .withBody(headAndBody[1]);
        for (int i = 1; i < head.length; i++) {
            String[] header = head[i].split(": ", 2);
            response.withHeader(header[0], header[1]);
        }
        ValidationReport report = validator.validateResponse(path, Request.Method.valueOf(method), response.build());
        assertThat(report.hasErrors())
                .as("%s %s -> %s: %s", method, path, answer, report)
                .isFalse();
    }

    /** Fails unless a client that goes by the document may send this. */
    void checkBody(String method, String path, String body) {
        var request = new SimpleRequest.Builder(method, path)
                .withBody(body)
                .withContentType("application/json")
                .withAuthorization("Bearer x")
                .build();
        ValidationReport report = validator.validateRequest(request);
        assertThat(report.hasErrors())
                .as("%s %s %s: %s", method, path, body, report)
                .isFalse();
    }
}

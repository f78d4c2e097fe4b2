package dev.nano.runtime.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Each rejection that nobody handles is reported once, in the order of the rejections. */
class UnhandledRejectionsTest {

    @Test
    void allOfOneTurnAreReportedInOrder() {
        try (var app = TestIsolate.bare()) {
            app.eval("for (let i = 0; i < 5; i++) Promise.reject(`r${i}`); ");
            app.eval("");
            assertThat(app.log)
                    .containsExactly(
                            "error test-app Uncaught (in promise): 'r0'",
                            "error test-app Uncaught (in promise): 'r1'",
                            "error test-app Uncaught (in promise): 'r2'",
                            "error test-app Uncaught (in promise): 'r3'",
                            "error test-app Uncaught (in promise): 'r4'");
        }
    }

    @Test
    void oneThatCannotBeShownDoesNotLoseTheOthers() {
        try (var app = TestIsolate.bare()) {
            app.eval("""
                Promise.reject('first');
                Promise.reject(new Proxy({}, { get() { throw 1; }, ownKeys() { throw 2; }, getPrototypeOf() { throw 3; } }));
                Promise.reject({ get [Symbol.toStringTag]() { throw 4; } });
                Promise.reject(Object.defineProperty(new Error('e'), 'stack', { get() { throw 5; } }));
                Promise.reject(Object.defineProperty(new Error('f'), 'message', { get() { throw 7; } }));
                Error.prepareStackTrace = () => { throw 6; };
                Promise.reject('last');
                """);
            app.eval("");
            assertThat(app.log.stream().filter(line -> line.contains("Uncaught (in promise)")))
                    .hasSizeGreaterThanOrEqualTo(6)
                    .anyMatch(line -> line.endsWith("'first'"))
                    .anyMatch(line -> line.endsWith("'last'"));
        }
    }
}

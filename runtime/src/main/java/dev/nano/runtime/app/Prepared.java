package dev.nano.runtime.app;

import dev.nano.runtime.isolate.AppCode;
import dev.nano.runtime.isolate.IsolatePool;
import dev.nano.runtime.isolate.LoadException;

/** What has been loaded for a change before the table is touched. */
sealed interface Prepared {

    AppChange change();

    /** No code to load: a removal, or a change that looked idle or refused when it came. */
    record WithoutCode(AppChange change) implements Prepared {}

    record Loaded(AppChange change, AppSpec spec, AppCode code, IsolatePool isolates) implements Prepared {}

    /** Known and not loaded: a thread got stuck in this code. */
    record Held(AppChange change, AppSpec spec, AppCode code, String reason) implements Prepared {}

    record Broken(AppChange change, AppSpec spec, AppCode code, LoadException problem) implements Prepared {}
}

package dev.nano.runtime.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code PUT /admin/apps}: the whole set that is wanted. What is missing is added, what differs replaced, what is not
 * named removed; apps of the config file are left alone.
 */
record PutApps(PushedApps apps, @Nullable Path appsFolder, Readiness readiness) implements Route {

    private static final int MOST_PROBLEMS = 20;

    @Override
    public Answer answer(Call call) throws AdminError {
        DesiredSet.Report report = call.read(this::desired).carryOut(call.actor());
        if (report.missing().isEmpty()) {
            apps.becomeWhole();
            readiness.synced();
            apps.loadUnloaded();
        }
        return Answer.json(200, report);
    }

    private DesiredSet desired(ObjectNode body) throws AdminError {
        JsonNode wanted = body.path("apps");
        List<String> problems = new ArrayList<>();
        if (!wanted.isArray()) {
            problems.add("apps: missing or no list (expected: a list of apps)");
        }
        body.fieldNames().forEachRemaining(key -> {
            if (!key.equals("apps") && problems.size() < MOST_PROBLEMS) {
                problems.add(FileName.shown(key) + ": unknown key (expected: apps)");
            }
        });
        if (!problems.isEmpty()) {
            throw AdminError.invalid(problems);
        }
        var set = new DesiredSet(apps, appsFolder);
        for (int i = 0; i < wanted.size(); i++) {
            set.add(new AppDocument(wanted.get(i), "apps[" + i + "]"));
        }
        return set;
    }
}

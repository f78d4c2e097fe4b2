package dev.nano.runtime.app;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every app at one moment, by hostname. Immutable; a change makes a new table. */
public final class AppTable {

    static final AppTable EMPTY = new AppTable(Map.of(), null);

    private final Map<String, App> byIdentity;
    private final Map<String, App> byHostname;
    private final boolean hasWildcards;
    private final @Nullable App fallback;

    /**
     * @param byIdentity apps by their first hostname
     * @param defaultApp name of the app that answers unknown hosts, or null
     */
    AppTable(Map<String, App> byIdentity, @Nullable String defaultApp) {
        this.byIdentity = new LinkedHashMap<>(byIdentity);
        this.byHostname = new HashMap<>();
        boolean wildcards = false;
        App namedDefault = null;
        for (App app : byIdentity.values()) {
            for (String hostname : app.spec().hostnames()) {
                byHostname.put(hostname, app);
                wildcards |= hostname.startsWith("*.");
            }
            if (app.spec().name().equals(defaultApp)) {
                namedDefault = app;
            }
        }
        this.hasWildcards = wildcards;
        this.fallback = namedDefault;
    }

    /** The app that answers for this authority: an exact hostname, else the longest wildcard, else the default app. */
    @Nullable
    App find(String authority) {
        App app = byHostname.get(authority);
        if (app != null) {
            return app;
        }
        String hostname = Hostname.normalize(authority);
        app = byHostname.get(hostname);
        if (app == null && hasWildcards) {
            app = findWildcard(hostname);
        }
        return app != null ? app : fallback;
    }

    private @Nullable App findWildcard(String hostname) {
        for (int dot = hostname.indexOf('.'); dot >= 0; dot = hostname.indexOf('.', dot + 1)) {
            App app = byHostname.get("*" + hostname.substring(dot));
            if (app != null) {
                return app;
            }
        }
        return null;
    }

    /** The app that declared exactly this hostname, or null. */
    public @Nullable App owner(String hostname) {
        return byHostname.get(hostname);
    }

    /** Every app, in the order in which they came. */
    public Collection<App> apps() {
        return byIdentity.values();
    }

    Map<String, App> byIdentity() {
        return byIdentity;
    }
}

package dev.nano.runtime.admin;

import java.util.List;

/**
 * What reading the config file again did.
 *
 * @param success whether everything the file wants is served now
 * @param appsLoaded apps of the file that serve now
 * @param appsAdded hostnames, as in the next three
 * @param errors why an app is not served as the file wants it, one line for each
 */
public record ReloadReport(
        boolean success,
        int appsLoaded,
        List<String> appsAdded,
        List<String> appsRemoved,
        List<String> appsChanged,
        List<String> appsUnchanged,
        List<String> errors) {}

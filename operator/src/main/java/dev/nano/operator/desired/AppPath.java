package dev.nano.operator.desired;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Where on the apps volume the code of a NanoApp is.
 *
 * @param directory from the root of the volume, as the runtime gets it
 * @param isOwn whether it is inside the directory of the NanoApp's namespace
 */
record AppPath(String directory, boolean isOwn) {

    private static final Pattern UNSAFE = Pattern.compile("[\\\\\\x00-\\x1f\\x7f-\\x9f]");

    /**
     * @param path {@code spec.path}: inside the namespace's directory, or from the root of the volume when it begins with a
     *     slash
     * @throws Rejection when it has more than one spelling or could leave the directory, which the CRD does not let happen
     */
    static AppPath of(String namespace, String path) throws Rejection {
        boolean isFromRoot = path.startsWith("/");
        String rest = isFromRoot ? path.substring(1) : path;
        for (String part : rest.split("/", -1)) {
            if (List.of("", ".", "..").contains(part) || UNSAFE.matcher(part).find()) {
                throw new Rejection(
                        Reason.InvalidSpec,
                        "path: " + path
                                + " (expected: a path such as shop or /shared/shop, without . and .. as parts)");
            }
        }
        String directory = isFromRoot ? rest : namespace + "/" + rest;
        return new AppPath(directory, directory.startsWith(namespace + "/"));
    }
}

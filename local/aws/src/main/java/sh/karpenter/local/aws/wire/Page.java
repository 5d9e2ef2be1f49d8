package sh.karpenter.local.aws.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One page of a long answer.
///
/// The token names the key of the last item, not a position, so that items which come and go between two pages
/// neither repeat others nor hide them.
///
/// @param items the items of this page
/// @param next the token of the next page, null on the last one
public record Page<T>(List<T> items, @Nullable String next) {

    /// Cuts a page out of items that are sorted by their key.
    ///
    /// @param key unique and ascending along the list
    /// @param size null for everything
    /// @param token null for the first page
    /// @throws AwsFault when the token is not one of ours
    public static <T> Page<T> of(
            List<T> sorted, Function<T, String> key, @Nullable Integer size, @Nullable String token) {
        var after = token == null || token.isEmpty() ? null : decode(token);
        var page = new ArrayList<T>();
        for (var item : sorted) {
            if (after != null && key.apply(item).compareTo(after) <= 0) {
                continue;
            }
            if (size != null && page.size() == size) {
                return new Page<>(page, encode(key.apply(page.getLast())));
            }
            page.add(item);
        }
        return new Page<>(page, null);
    }

    private static String encode(String key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw AwsFault.client("InvalidNextToken", "The token '" + token + "' is invalid");
        }
    }
}

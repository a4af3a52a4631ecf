package dev.morelia.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Sources and documents use the terms of the specifications and of the field. */
class WordsTest {
    /** What is banned, in any spelling of an identifier, and what to say instead. */
    private static final Map<Pattern, String> BANNED = banned();

    private static Map<Pattern, String> banned() {
        var banned = new LinkedHashMap<Pattern, String>();
        banned.put(Pattern.compile("(?i)doom"), "discard");
        banned.put(Pattern.compile("(?i)lies?_?down|lay down"), "return to idle");
        banned.put(Pattern.compile("(?i)shel(f|ves?)\\b"), "available connections, a list");
        banned.put(Pattern.compile("(?i)surroundings"), "environment, EnvOverride");
        banned.put(Pattern.compile("[Uu]pkeep\\b"), "background maintenance");
        banned.put(Pattern.compile("(?i)greet"), "handshake, hello");
        banned.put(Pattern.compile("(?i)repeatable ?read"), "retryable read");
        banned.put(Pattern.compile("(?i)numbered ?(write|command)"), "retryable write");
        banned.put(Pattern.compile("(?i)refusal"), "error, check-out error");
        banned.put(Pattern.compile("\\b[Vv]erbs?\\b|\\bVerb[A-Z]"), "operation, method");
        banned.put(Pattern.compile("\\b[Ff]aces?\\b|[a-z]Faces?\\b"), "API");
        banned.put(Pattern.compile("\\bnews\\b|[a-z]News\\b"), "description, heartbeat");
        banned.put(Pattern.compile("(?i)consequence"), "deferred actions, decision");
        banned.put(Pattern.compile("\\b(SHORTEST|LONGEST|MOST)\\b|\\b(SHORTEST|LONGEST|MOST)_"), "MINIMUM, MAXIMUM");
        banned.put(Pattern.compile("(?i)\\bsentences?\\b"), "message, description");
        banned.put(Pattern.compile("(?i)at hand\\b"), "current");
        banned.put(Pattern.compile("(?i)\\bbeliev"), "trust, accept");
        banned.put(Pattern.compile("(?i)foreign bytes"), "untrusted bytes");
        banned.put(Pattern.compile("(?i)\\bpromise"), "guarantee, required field");
        banned.put(
                Pattern.compile("(?i)\\bwhoever\\b|\\bwho(ever)? waits?\\b"), "an operation waiting for, the caller");
        banned.put(Pattern.compile("(?i)ends with 0\\b"), "exits with status 0");
        banned.put(Pattern.compile("(?i)may or may not have been"), "the server may or may not have executed it");
        banned.put(Pattern.compile("(?i)for the driver\\."), "leave it out, or make it private");
        return banned;
    }

    @Test
    void sourcesAndDocumentsUseTheWordsOfTheField() throws IOException {
        var found = new ArrayList<String>();
        for (var file : files()) {
            var lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                var line = lines.get(i);
                var place = Code.root().relativize(file) + ":" + (i + 1);
                BANNED.forEach((word, instead) -> {
                    if (word.matcher(line).find()) {
                        found.add(place + ": say " + instead + " in: " + line.strip());
                    }
                });
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void theRuleFindsOldWords() {
        for (var line :
                List.of("lieDown(connection)", "MOST_MEMBERS", "a numbered write", "SyncFace face", "Whoever waits")) {
            assertThat(BANNED.keySet())
                    .as(line)
                    .anyMatch(word -> word.matcher(line).find());
        }
        for (var line : List.of("surface", "the most", "newsletter", "interface", "almost", "numbered(1)")) {
            assertThat(BANNED.keySet())
                    .as(line)
                    .noneMatch(word -> word.matcher(line).find());
        }
    }

    /** All but this one, which names the words. */
    private static List<Path> files() throws IOException {
        var files = new ArrayList<>(Code.sources());
        files.removeIf(file -> file.endsWith("WordsTest.java"));
        try (var top = Files.list(Code.root());
                var docs = Files.list(Code.root().resolve("docs"))) {
            Stream.concat(top, docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .forEach(files::add);
        }
        files.add(Code.root().resolve("spec-tests/README.md"));
        return files;
    }
}

package dev.morelia.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardedFolderTest {
    @TempDir
    private Path folder;

    @Test
    void anotherFolderMustExistAndHaveRoom() {
        assertThat(GuardedFolder.hasRoom(folder.toString(), 1)).isTrue();
        assertThat(GuardedFolder.hasRoom(folder.toString(), Long.MAX_VALUE)).isFalse();
        assertThat(GuardedFolder.hasRoom(folder.resolve("absent").toString(), 1))
                .isFalse();
        assertThat(GuardedFolder.hasRoom("", 1)).isFalse();
    }

    @Test
    void isDeletedWhenItIsClosed() throws Exception {
        var guarded = GuardedFolder.create("morelia-guarded");
        assertThat(guarded.path()).isDirectory();
        guarded.close();
        assertThat(guarded.path()).doesNotExist();
    }
}

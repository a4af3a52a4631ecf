package dev.morelia.examples.async

import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.future.await
import kotlinx.coroutines.jdk9.asFlow
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test

/** Kotlin: `await` suspends until a future completes, and cancels it; `asFlow` makes a flow of a query. */
class CoroutinesTest {
    private suspend fun People.count(): Long = collection().estimatedDocumentCount().await()

    private fun People.names(age: Int): Flow<String> = ofAtLeast(age).asFlow().map { it.name() }

    @Test
    fun `one and many`() {
        People().use { people ->
            runBlocking {
                assertThat(people.count()).isEqualTo(3)
                assertThat(people.names(30).toList()).containsExactly("Ada", "Grace")
                assertThat(people.names(0).take(1).toList()).containsExactly("Linus")
            }
        }
    }
}

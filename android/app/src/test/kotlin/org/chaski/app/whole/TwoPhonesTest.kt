package org.chaski.app.whole

import java.io.File
import org.chaski.app.harness.KeysInMemory
import org.chaski.app.harness.Shape
import org.chaski.core.Line
import org.chaski.core.Phone
import org.chaski.core.SyncOn
import org.chaski.types.Outcome
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder

/** Two workers of one area write down another thing of one family while neither hears of the other. */
class TwoPhonesTest : WholeTest() {
    @get:Rule val folder = TemporaryFolder()

    private val other: Phone by lazy {
        server.worker(OTHER)
        Phone.open(File(folder.root, "other").path, KeysInMemory(), null, null).apply {
            setLanguage("es")
            enrol(server.invite(OTHER, "Norte"), "otro", null)
        }
    }

    @After
    fun closeTheOther() = other.destroy()

    /** On the other's phone the same screen, and the same button. */
    private fun otherCorrects(place: String, key: String, value: String) {
        val screen = other.screen(place)
        val outcome = other.submit(place, "save", screen.seen, mapOf(key to value))
        assertTrue(outcome.toString(), outcome is Outcome.Goes)
    }

    @Test
    fun `both telephones are shown with who wrote them, and what the family says is one more on both phones`() {
        enrol()
        val house = family("los de la tienda", girl("Rosa", "2025-09-20"))[0].record.text
        deliver()
        other.sync(SyncOn.ANY_LINE, null)

        line = Line.NONE
        goTo("household/$house")
        touch("Corregir: Teléfono")
        typeInto("Teléfono", "900000222")
        touch("Guardar")
        see("Corregido en este celular.")
        otherCorrects("correct/$house/telephone", "telephone", "900000333")
        other.sync(SyncOn.ANY_LINE, null)

        line = Line.FREE
        deliver()
        touch("Avisos 1")
        see("los de la tienda", "Teléfono", "Dos datos distintos")
        look("dispute-notice")
        goTo("household/$house")
        see("Dos datos distintos")
        look("dispute-household")
        back()
        touch("Teléfono")
        see("900000222", "900000333", WORKER, OTHER, "Se usa por ahora", "No se borró ningún dato.")
        look("dispute", Shape.SMALL, Shape.LARGEST_LETTERS)
        touch("Preguntar a la familia")
        typeInto("Teléfono", "900000444")
        look("dispute-ask")
        touch("Guardar")
        see("Corregido en este celular. Lo de antes queda en la historia.")
        deliver()
        touch("Avisos")
        touch("Teléfono")
        // What she heard stands beside what was said, and is used; which one holds the supervisor decides.
        see("Por ahora se usa 900000444.", WORKER, "Tu supervisora decide.")
        look("dispute-added")

        other.sync(SyncOn.ANY_LINE, null)
        assertEquals(1uL, other.noticesCount())
        val said = other.screen("household/$house").groups.flatMap { it.rows }.flatMap { row -> row.lines.map { it.text } }
        assertTrue(said.toString(), "900000444" in said)
        goTo("history/$house")
        see("900000222", "900000333", "900000444")
    }

    private companion object {
        const val OTHER = "Elena Quispe"
    }
}

package org.chaski.app.whole

import android.app.Activity
import android.content.Intent
import android.net.Uri
import java.io.ByteArrayOutputStream
import java.io.File
import java.io.IOException
import java.io.OutputStream
import org.chaski.app.harness.Shape
import org.chaski.core.SyncOn
import org.chaski.core.SyncOutcome
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Shadows.shadowOf

/** Where no line comes for weeks, what is on the phone only goes on a card; her supervisor's server opens it, and her next delivery hears so. */
class CardTest : WholeTest() {
    private val place = Uri.parse("content://org.chaski.card/tree")

    @Test
    fun `what is on the phone only goes on a card to the server, and stays on the phone until that says so`() {
        enrol()
        goTo("delivery")
        seeNot("Guardar en una tarjeta")
        line = org.chaski.core.Line.NONE
        family("los de la quebrada", girl("Rosa", "2025-09-20"))
        goTo("today")
        goTo("delivery")
        val card = ByteArrayOutputStream()
        val asked = save(card)
        assertEquals("application/octet-stream", asked.type)
        val name = asked.getStringExtra(Intent.EXTRA_TITLE).orEmpty()
        assertTrue(name, name.matches(Regex("""chaski-\d{4}-\d\d-\d\d-[0-9a-f]{8}\.bundle""")))
        see("Guardado. Llévalo a tu supervisora", "solo en este celular")
        look("card-saved", Shape.SMALL, Shape.LARGEST_LETTERS)
        assertFalse(card.toString(Charsets.ISO_8859_1).contains("quebrada"))

        val file = File.createTempFile("card", ".bundle").apply { writeBytes(card.toByteArray()) }
        val said = server.ask("bundle", file.path)
        assertTrue(said, said.contains(WORKER))
        file.delete()
        line = org.chaski.core.Line.FREE
        val outcome = phone.sync(SyncOn.ANY_LINE, null) as SyncOutcome.Done
        assertEquals(0uL, outcome.report.onThisPhoneOnly)
    }

    @Test
    fun `a card that is full, or was pulled out, is said, and nothing is lost`() {
        enrol()
        line = org.chaski.core.Line.NONE
        family("los de la quebrada", girl("Rosa", "2025-09-20"))
        goTo("delivery")
        save(object : OutputStream() {
            override fun write(byte: Int): Unit = throw IOException("no space")
        })
        see("No se pudo escribir el archivo.")
        look("card-full")
        // She went back without having chosen a place.
        touch("Guardar en una tarjeta")
        val asked = shadowOf(activity).nextStartedActivity
        shadowOf(activity).receiveResult(asked, Activity.RESULT_CANCELED, null)
        settle()
        see("Guardar en una tarjeta")
    }

    /** Touches the button and answers for the phone's own documents. */
    private fun save(to: OutputStream): Intent {
        shadowOf(activity.contentResolver).registerOutputStream(place, to)
        touch("Guardar en una tarjeta")
        val asked = shadowOf(activity).nextStartedActivity
        assertEquals(Intent.ACTION_CREATE_DOCUMENT, asked.action)
        shadowOf(activity).receiveResult(asked, Activity.RESULT_OK, Intent().setData(place))
        settle()
        return asked
    }
}

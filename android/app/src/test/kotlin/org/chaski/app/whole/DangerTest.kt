package org.chaski.app.whole

import android.content.Intent
import org.chaski.app.harness.Shape
import org.chaski.core.Line
import org.junit.Assert.assertEquals
import org.junit.Test
import org.robolectric.Shadows.shadowOf

/** A danger sign stops the visit, is called about, and stays on *Hoy* until somebody knows what came of it. */
class DangerTest : WholeTest() {
    @Test
    fun `a danger sign is called about, followed and closed`() {
        server.publish(visita)
        enrol()
        val house = family("los de la tienda", girl("Rosa", "2025-09-20"))[0].record.text
        line = Line.NONE
        goTo("household/$house")
        begin("Rosa")
        answer(*calm.toTypedArray(), "fiebre" to { touch("Sí") }, until = "Lleven a Rosa")
        see("Lleven a Rosa", "ahora al puesto de salud")
        look("danger-stop", Shape.SMALL, Shape.LARGEST_LETTERS)
        touch("Llamar al 113")
        val asked = shadowOf(activity).nextStartedActivity
        assertEquals(Intent.ACTION_DIAL, asked.action)
        assertEquals("tel:113", asked.dataString)

        touch("Siguiente")
        look("danger-family")
        seeNot("Siguiente")
        touch("No puede ir")
        typed()
        see("¿Qué ayudaría para que pueda ir?")
        touch("Movilidad")
        typed()
        look("danger-end-or-go-on")
        touch("Terminar aquí")
        typed()
        see("Revisa antes de guardar")
        look("danger-check", Shape.SMALL, Shape.LARGEST_LETTERS)
        touch("Guardar la visita")
        see("Visita guardada en este celular", "Peligro: seguir", "Rosa")
        look("danger-today", Shape.SMALL, Shape.LARGEST_LETTERS)

        // It stays whatever else is done, and goes first.
        endAtOnce()
        pin()
        see("Peligro: seguir")
        goTo("household/$house")
        touch("Rosa")
        see("Peligro: seguir")
        look("danger-person")
        line = Line.FREE
        deliver()
        see("Todo entregado.")

        touch("Hoy")
        touch("Rosa")
        see("¿Llegó al puesto de salud?", "Llamar")
        look("danger-referral", Shape.SMALL, Shape.LARGEST_LETTERS)
        touch("Guardar")
        see("Falta elegir una respuesta.")
        touch("No sé")
        touch("Guardar")
        see("Anotado. Sigue en Hoy hasta que alguien la vea.")
        goTo("today")
        touch("Rosa")
        touch("Sí")
        typeInto("¿Qué dijeron en el puesto? (si se sabe)", "Le dieron suero")
        touch("Guardar")
        see("Anotado: llegó al puesto.")
        goTo("today")
        seeNot("Peligro: seguir")
    }
}

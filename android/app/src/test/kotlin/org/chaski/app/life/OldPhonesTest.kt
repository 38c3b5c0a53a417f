package org.chaski.app.life

import org.chaski.app.screens.AppTest
import org.chaski.core.SyncOn
import org.chaski.core.SyncOutcome
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** The oldest Android that the app is for, one between, and the newest. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [23, 28, 34])
@GraphicsMode(GraphicsMode.Mode.LEGACY)
class OldPhonesTest : AppTest() {
    @Test
    fun `she enrols, records, is killed, unlocks, corrects and delivers`() {
        enrol()
        val house = family("Quispe", girl("Rosa", "2025-09-20"))[0].record.text
        touch("Familias")
        see("Quispe")
        goTo("correct/$house/telephone")
        typeInto("Teléfono", "911222333")
        endInBackground()
        pin()
        see("911222333")
        touch("Guardar")
        assertEquals("households go on", "household/$house", app.session.trail.top.place)
        see("911")
        endAtOnce()
        pin()
        see("Quispe")
        touch("Atrás")
        goTo("app/settings")
        see("Ajustes", WORKER)
        assertTrue(phone.sync(SyncOn.ANY_LINE, null) is SyncOutcome.Done)
        assertTrue(phone.inbox(1u).onThisPhoneOnly.items.isEmpty())
    }
}

package org.chaski.app.settings

import android.view.View
import android.widget.ScrollView
import java.io.IOException
import java.security.GeneralSecurityException
import javax.crypto.Cipher
import org.chaski.app.enrol.PinPad
import org.chaski.app.look.Frame
import org.chaski.app.look.below
import org.chaski.app.look.column
import org.chaski.app.look.text
import org.chaski.app.look.told
import org.chaski.app.nav.Home
import org.chaski.app.nav.Page
import org.chaski.app.nav.Places
import org.chaski.app.words.Word
import org.chaski.core.ChaskiException
import org.chaski.types.Sentence

/** Allows her finger in the place of her PIN: her PIN, then a finger that the phone knows. */
class FingerPage(home: Home) : Page(home) {
    private val frame = Frame(look)
    private val says = look.text(said(Word.PIN_OLD), 22f, bold = true).told()
    private val pad = PinPad(home, ::typed)
    private val fingers = home.session.fingers
    private var stop: () -> Unit = {}

    override val view: View get() = frame.view

    init {
        frame.back(words.text(Word.BACK)) { home.back() }
        frame.title(said(Word.SETTINGS_FINGER), null)
        val column = look.column()
        column.below(says, look, above = 16)
        column.below(pad.view, look, sides = 0)
        frame.show(ScrollView(look.context).apply { addView(column) })
    }

    override fun hidden() = stop()

    private fun typed(pin: String) {
        val worker = home.session.worker ?: return
        pad.isOpen = false
        ask(call = {
            val secret = home.session.unlocker.biometricSecret(worker, pin)
            try {
                secret to fingers.reader.toSeal(fingers.alias(worker))
            } catch (_: GeneralSecurityException) {
                secret.fill(0)
                null
            }
        }) { ready ->
            if (ready == null) return@ask none()
            says.text = said(Word.PIN_FINGER)
            pad.view.visibility = View.GONE
            stop = fingers.reader.ask(ready.second, words.text(Word.PIN_FINGER), words.text(Word.CANCEL)) { opened ->
                if (opened == null) none() else keep(worker, ready.first, opened)
            }
        }
    }

    private fun keep(worker: String, secret: ByteArray, opened: Cipher) = ask(call = {
        try {
            fingers.keep(worker, secret, opened)
            true
        } catch (_: GeneralSecurityException) {
            false
        } catch (_: IOException) {
            false
        }
    }) { kept -> if (kept) home.replace(Places.SETTINGS) else none() }

    /** Nothing changed: her PIN is asked again. */
    private fun none() {
        says.text = said(Word.PIN_OLD)
        pad.view.visibility = View.VISIBLE
        pad.isOpen = true
        pad.clear()
    }

    override fun troubled(error: ChaskiException.Failed) {
        none()
        frame.strip(said(Sentence("${error.text} ${error.remedy}", home.session.choices.spoken)))
    }
}

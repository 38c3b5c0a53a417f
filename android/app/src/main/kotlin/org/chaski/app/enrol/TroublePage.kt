package org.chaski.app.enrol

import android.view.View
import android.widget.ScrollView
import org.chaski.app.look.Frame
import org.chaski.app.look.below
import org.chaski.app.look.column
import org.chaski.app.look.mainButton
import org.chaski.app.look.sentence
import org.chaski.app.nav.Home
import org.chaski.app.nav.Page
import org.chaski.app.words.Word
import org.chaski.core.ChaskiException
import org.chaski.types.Sentence

/** Who is on this phone could not be read, on a full disk for one: what is safe, what to do, and the way to try it again. */
class TroublePage(home: Home, error: ChaskiException.Failed, again: () -> Unit) : Page(home) {
    private val frame = Frame(look)

    override val view: View get() = frame.view

    init {
        frame.title(said(Word.TROUBLE_TITLE), null)
        val column = look.column()
        column.below(look.sentence(said(Sentence("${error.text} ${error.remedy}".trim(), home.session.choices.spoken))), look, sides = 0, above = 16)
        column.below(look.sentence(said(Word.TROUBLE_SAFE)), look, sides = 0)
        frame.show(ScrollView(look.context).apply { addView(column) })
        frame.action(look.mainButton(said(Word.RETRY), "sync") { again() })
    }

    override fun troubled(error: ChaskiException.Failed) = Unit
}

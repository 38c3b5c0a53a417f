package org.chaski.app.filling

import android.graphics.BitmapFactory
import android.view.View
import android.widget.ImageView
import android.widget.LinearLayout
import org.chaski.app.asking.Asking
import org.chaski.app.asking.wrong
import org.chaski.app.look.asHeading
import org.chaski.app.look.below
import org.chaski.app.look.column
import org.chaski.app.look.plainButton
import org.chaski.app.look.text
import org.chaski.app.look.Icons
import org.chaski.app.media.Sound
import org.chaski.app.words.Word
import org.chaski.types.Invalid
import org.chaski.types.Question

/** What a form has beside a question, by its name; it comes on the main thread, null where it came without. */
typealias Media = (name: String, then: (ByteArray?) -> Unit) -> Unit

/** One question: what is asked, its picture and sound, how to answer, what to look at again, and its field. */
class QuestionView(private val asking: Asking, question: Question, private val media: Media, answer: (String, How) -> Unit) {
    private val look = asking.home.look
    private val words = asking.home.words
    private val notSo = look.column()
    private val answering: Answering
    val path = question.path
    var question = question
        private set
    val view: LinearLayout = look.column()

    init {
        answering = answering(asking, question, answer)
        val label = look.text(question.label, 22f, bold = true)
        label.setLineSpacing(look.dp(3f), 1f)
        label.asHeading()
        if (question.label.isNotBlank()) view.below(label, look, sides = 0)
        question.media.forEach { medium ->
            when (medium.form) {
                "image", "big-image" -> picture(medium.name)
                "audio" -> sound(medium.name)
            }
        }
        if (question.hint.isNotBlank()) view.below(look.text(question.hint, 18f, look.ink2), look, sides = 0, above = 4)
        if (question.guidance.isNotBlank()) guidance(question.guidance)
        view.below(notSo, look, sides = 0)
        answering.view?.let { view.below(it, look, sides = 0, above = 12) }
        // An answer that cannot be is said when it is found again, not only on the way on.
        notValid(question.value.isNotBlank())
    }

    /** The same question after something changed. True where it can show that in the field that it has. */
    fun show(now: Question): Boolean {
        val sameField = now.choices == question.choices && now.label == question.label && now.readonly == question.readonly && now.hint == question.hint
        if (!sameField) return false
        if (now.value != question.value) answering.show?.invoke(now.value)
        question = now
        notValid(now.value.isNotBlank())
        return true
    }

    /** What is to be looked at again, in the form's own words where it has some. */
    fun notValid(tell: Boolean) {
        notSo.removeAllViews()
        val why = question.notValid?.takeIf { tell } ?: return
        val word = if (why.why == Invalid.REQUIRED) Word.FILL_MISSING else Word.FILL_NOT_SO
        notSo.below(wrong(look, why.message?.takeIf { it.isNotBlank() } ?: words.text(word)), look, sides = 0, above = 8)
    }

    private fun picture(name: String) {
        val image = ImageView(look.context)
        image.adjustViewBounds = true
        image.maxHeight = look.dp(PICTURE)
        image.importantForAccessibility = View.IMPORTANT_FOR_ACCESSIBILITY_NO
        view.below(image, look, sides = 0, above = 8)
        image.visibility = View.GONE
        media(name) { bytes ->
            // One that is missing leaves no hole: the text takes the room.
            val drawn = bytes?.let { decoded(it) } ?: return@media
            image.setImageBitmap(drawn)
            image.visibility = View.VISIBLE
        }
    }

    /** No larger than it is shown: an old phone has little room. */
    private fun decoded(bytes: ByteArray): android.graphics.Bitmap? {
        val size = BitmapFactory.Options().apply { inJustDecodeBounds = true }
        BitmapFactory.decodeByteArray(bytes, 0, bytes.size, size)
        val most = look.dp(PICTURE * 2)
        var part = 1
        while (size.outHeight / part > most || size.outWidth / part > most * 2) part *= 2
        return BitmapFactory.decodeByteArray(bytes, 0, bytes.size, BitmapFactory.Options().apply { inSampleSize = part })
    }

    private fun sound(name: String) {
        val button = look.plainButton(words.text(Word.LISTEN), "volume_up") { media(name) { it?.let(Sound::play) } }
        view.below(button, look, sides = 0, above = 8)
        media(name) { bytes ->
            if (bytes != null) return@media
            button.isEnabled = false
            button.text = words.text(Word.NO_SOUND)
            button.setTextColor(look.ink2)
            button.background = null
            button.setCompoundDrawablesRelative(Icons.of(look, "volume_off", look.ink2), null, null, null)
        }
    }

    private fun guidance(more: String) {
        val text = look.text(more, 18f)
        text.visibility = View.GONE
        val button = look.plainButton(words.text(Word.READ_MORE), "help") { it.visibility = View.GONE; text.visibility = View.VISIBLE }
        view.below(button, look, sides = 0, above = 8)
        view.below(text, look, sides = 0, above = 8)
    }

    private companion object {
        const val PICTURE = 140
    }
}

package org.chaski.app.filling

import android.Manifest
import android.content.Intent
import android.net.Uri
import android.provider.MediaStore
import android.widget.LinearLayout
import java.io.File
import java.io.IOException
import org.chaski.app.asking.Asking
import org.chaski.app.look.below
import org.chaski.app.look.column
import org.chaski.app.look.plainButton
import org.chaski.app.look.text
import org.chaski.app.look.told
import org.chaski.app.media.Captured
import org.chaski.app.media.Recording
import org.chaski.app.media.Scanner
import org.chaski.app.session.InOrder
import org.chaski.app.words.Word
import org.chaski.app.work.Work
import org.chaski.types.AnswerField
import org.chaski.types.Question

/** A picture, sound, film, file or code: one big button each. The file stays in the worker's own folder; the answer is its name. */
class MediaField(private val asking: Asking, private val question: Question, private val changed: (String) -> Unit) {
    private enum class What(val word: Word, val icon: String?, val ending: String) {
        PHOTO(Word.FILL_PHOTO, null, "jpg"),
        SOUND(Word.FILL_AUDIO, "mic", "m4a"),
        FILM(Word.FILL_VIDEO, "play_arrow", "mp4"),
        FILE(Word.FILL_FILE, "download", "bin"),
        CODE(Word.FILL_BARCODE, "qr_code_scanner", ""),
    }

    private val home = asking.home
    private val look = home.look
    private val what = when (question.field) {
        is AnswerField.Photo -> What.PHOTO
        is AnswerField.Sound -> What.SOUND
        is AnswerField.Film -> What.FILM
        is AnswerField.Code -> What.CODE
        else -> What.FILE
    }
    private var value = question.value

    /** The same name whenever this question is shown: an old phone may end the app while its camera is open, and the picture is found here. */
    private val captured = String.format(java.util.Locale.ROOT, "q%08x.%s", (home.session.worker + question.path).hashCode(), what.ending)
    private val says = look.text("", 18f).told()
    private val below = look.column()
    val view: LinearLayout = look.column()

    init {
        view.below(says, look, sides = 0, under = 8)
        view.below(below, look, sides = 0)
        rest()
        if (value.isEmpty() && (what == What.PHOTO || what == What.FILM)) keep { taken() }
    }

    private fun taken(): java.io.InputStream? = Captured.file(look.context, captured).takeIf { it.length() > 0 }?.inputStream()

    private fun rest(missing: Word? = null) {
        below.removeAllViews()
        says.text = when {
            missing != null -> home.words.text(missing)
            value.isEmpty() -> ""
            what == What.CODE -> value
            else -> home.words.text(Word.FILL_KEPT)
        }
        says.visibility = if (says.text.isEmpty()) LinearLayout.GONE else LinearLayout.VISIBLE
        if (question.readonly) return
        val word = if (value.isEmpty()) what.word else Word.AGAIN
        below.below(look.plainButton(home.words.text(word), what.icon) { begin() }.apply { minHeight = look.dp(96) }, look, sides = 0)
        if (value.isNotEmpty()) below.below(look.plainButton(home.words.text(Word.ERASE), "close") { set("") }, look, sides = 0, above = 8)
    }

    private fun begin() = when (what) {
        What.PHOTO -> capture(MediaStore.ACTION_IMAGE_CAPTURE)
        What.FILM -> capture(MediaStore.ACTION_VIDEO_CAPTURE)
        What.FILE -> choose()
        What.SOUND -> asking.allowed(Manifest.permission.RECORD_AUDIO) { record() }
        What.CODE -> asking.allowed(Manifest.permission.CAMERA) { scan() }
    }

    private fun capture(action: String) {
        val uri = Captured.uri(look.context, captured)
        val intent = Intent(action).putExtra(MediaStore.EXTRA_OUTPUT, uri)
            .addFlags(Intent.FLAG_GRANT_WRITE_URI_PERMISSION or Intent.FLAG_GRANT_READ_URI_PERMISSION)
        val there = asking.app(intent) { keep { taken() } }
        if (!there) rest(Word.FILL_NO_APP)
    }

    private fun choose() {
        val intent = Intent(Intent.ACTION_OPEN_DOCUMENT).addCategory(Intent.CATEGORY_OPENABLE).setType("*/*")
        val there = asking.app(intent) { answer ->
            val uri: Uri = answer?.data ?: return@app
            keep { look.context.contentResolver.openInputStream(uri) }
        }
        if (!there) rest(Word.FILL_NO_APP)
    }

    private fun record() {
        if (!home.isAllowed(Manifest.permission.RECORD_AUDIO)) return rest(Word.FILL_NO_APP)
        val recording = Recording(look.context) { Captured.file(look.context, captured) }
        // It is stopped after it was begun, however long that takes.
        val inOrder = InOrder()
        var isOver = false
        val over = {
            if (!isOver) {
                isOver = true
                rest()
                inOrder.execute { if (recording.stop()) Work.ui.execute { keep { taken() } } }
            }
        }
        asking.atEnd(over)
        inOrder.execute {
            if (!recording.start()) {
                Work.ui.execute {
                    isOver = true
                    rest(Word.FILL_NO_APP)
                }
            }
        }
        below.removeAllViews()
        below.below(look.plainButton(home.words.text(Word.SYNC_STOP), "stop_circle") { over() }.apply { minHeight = look.dp(96) }, look, sides = 0)
    }

    private fun scan() {
        if (!home.isAllowed(Manifest.permission.CAMERA)) return rest(Word.FILL_NO_APP)
        val scanner = Scanner(look.context, { set(it) }, { rest(Word.FILL_NO_APP) })
        asking.atEnd(scanner::close)
        below.removeAllViews()
        below.addView(scanner.view, LinearLayout.LayoutParams.MATCH_PARENT, look.dp(240))
    }

    /** What was taken goes into the worker's folder, whole, before its name is an answer. */
    private fun keep(from: () -> java.io.InputStream?) {
        val folder = home.session.folder ?: return
        val name = "${System.currentTimeMillis()}.${what.ending}"
        Work.background.execute {
            val kept = try {
                val media = File(folder, "media").apply { mkdirs() }
                from()?.use { input -> File(media, name).outputStream().use { input.copyTo(it); it.fd.sync() } } != null
            } catch (_: IOException) {
                false
            }
            Captured.file(look.context, captured).delete()
            Work.ui.execute { if (kept) set(name) }
        }
    }

    private fun set(value: String) {
        this.value = value
        changed(value)
        rest()
    }
}

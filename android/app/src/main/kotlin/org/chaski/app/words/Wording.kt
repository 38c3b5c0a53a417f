package org.chaski.app.words

import org.chaski.core.Asked
import org.chaski.core.WordArg
import org.chaski.core.WordValue
import org.chaski.core.Words
import org.chaski.core.wordsIn
import org.chaski.types.Sentence

/** The words of the app's own pages in one language, asked of the core once: a page reads them without a call. */
class Wording private constructor(val language: String, private val said: Map<Word, Sentence>, val months: List<String>) {
    operator fun get(word: Word): Sentence = said.getValue(word)

    fun text(word: Word): String = get(word).text

    companion object {
        /** In the background: it calls the core. */
        fun load(language: String): Wording {
            val words = Word.entries.filter { it !in WITH_PLACES }
            val all = wordsIn(language, words.map { Asked(it.id) }).map { it.said() }
            val months = wordsIn(language, (1L..MONTHS).map { Asked(MONTH, listOf(number("n", it))) })
            return Wording(language, words.zip(all).toMap(), months.map { it.text })
        }

        /** One with something in its places. In the background: it calls the core. */
        fun said(language: String, word: Word, vararg places: WordArg): Sentence =
            wordsIn(language, listOf(Asked(word.id, places.toList()))).single().said()

        /** One that chooses by a count, with the count as it is shown. */
        fun counted(language: String, word: Word, count: Long): Sentence =
            said(language, word, number("n", count), text("shown", count.toString()))

        fun number(name: String, value: Long) = WordArg(name, WordValue.Number(value))

        fun text(name: String, value: String) = WordArg(name, WordValue.Text(value))

        private fun Words.said() = Sentence(text, language)

        private const val MONTH = "month-short"
        private const val MONTHS = 12L
        private val WITH_PLACES = setOf(Word.PIN_DOTS, Word.SETTINGS_MEGABYTES, Word.SETTINGS_PERCENT, Word.NOTICES_COUNT)
    }
}

package org.chaski.app.whole

import java.io.File
import java.time.LocalDate
import org.chaski.app.harness.Project

/** A line of a story: where it stands, its words with what stands between «» and all figures left out, and these. */
class Step(private val file: String, private val number: Int, val words: String, val given: List<String>, val inside: List<Step>) {
    val place get() = "$file:$number"

    companion object {
        private val GIVEN = Regex("""«([^»]*)»|\b(\d+)\b""")
        private val SEVERAL = Regex("«»( «»)+")

        /** The lines that stand as far in as the first, each with those further in below it. */
        fun of(file: File): List<Step> {
            val lines = file.readLines().withIndex().filter { (_, line) -> line.isNotBlank() && !line.trimStart().startsWith("#") }
            return of(file.name, lines, 0)
        }

        private fun of(file: String, lines: List<IndexedValue<String>>, depth: Int): List<Step> {
            val steps = ArrayList<Step>()
            var at = 0
            while (at < lines.size) {
                val (number, line) = lines[at]
                check(line.length - line.trimStart().length == depth) { "$file:${number + 1}: this stands neither below the line before nor beside it" }
                val end = (at + 1 until lines.size).firstOrNull { !lines[it].value.startsWith(" ".repeat(depth + 1)) } ?: lines.size
                val given = GIVEN.findAll(line).map { found -> found.groups[1]?.value ?: found.value }.toList()
                val words = line.trim().replace(GIVEN) { if (it.value.startsWith("«")) "«»" else "N" }.replace(SEVERAL, "«»")
                steps += Step(file, number + 1, words, given, of(file, lines.subList(at + 1, end), depth + INDENT))
                at = end
            }
            return steps
        }

        private const val INDENT = 2
    }
}

/** A story of tests/phones, which the app of every platform goes through; its README says what each step means. */
class Scenario(name: String) {
    private val all = Step.of(Project.file("$FOLDER/$name.scenario")) + Step.of(Project.file("$FOLDER/shared.blocks"))
    val steps = all.filterNot { it.words.startsWith(BLOCK) || it.words == ANSWERS }

    /** By their words without the first. */
    val blocks = all.filter { it.words.startsWith(BLOCK) }.associateBy { it.words.removePrefix(BLOCK) }

    /** What is done where this is asked, by the name of the answers. */
    val answers = all.filter { it.words == ANSWERS }.associate { it.given.single() to it.inside }

    companion object {
        private const val FOLDER = "tests/phones"
        private const val BLOCK = "to "
        private const val ANSWERS = "answers «»"

        /** The names of all. */
        val names get() = checkNotNull(Project.file(FOLDER).list()).filter { it.endsWith(".scenario") }.map { it.removeSuffix(".scenario") }.toSet()

        /** The steps that the README lists. */
        val known get() = Regex("(?m)^- `([^`]*)`").findAll(Project.file("$FOLDER/README.md").readText()).map { it.groupValues[1] }.toSet()

        /** A day as stories say it, seen from this one. */
        fun day(says: String, today: LocalDate): LocalDate {
            val (one, other) = (DAYS.matchEntire(says) ?: MONTHS.matchEntire(says) ?: throw AssertionError("«$says» is no day")).groupValues.drop(1) + ""
            return if (other.isEmpty()) today.plusDays(one.toLong()) else today.minusMonths(one.toLong()).withDayOfMonth(other.toInt())
        }

        private val DAYS = Regex("""in (\d+) days""")
        private val MONTHS = Regex("""(\d+) months ago, on the (\d+)th""")
    }
}

"""The way of one measurement and back, through the generated Python: a phone enrols, records a visit, delivers; a
supervisor returns a figure with a comment; the worker reads it, corrects, answers; the supervisor sees both."""

import datetime
import gc
import json
import os
import threading
import unittest

import chaski

WORK = os.environ["CHASKI_WORK"]


class Keys(chaski.KeyStore):
    """A key store in the memory of the test, where an app has the platform's."""

    def __init__(self):
        self.kept = None

    def load(self):
        return self.kept

    def keep(self, secrets):
        self.kept = secrets


class BrokenKeys(chaski.KeyStore):
    def load(self):
        raise chaski.PlatformError.Failed("locked")

    def keep(self, secrets):
        raise RuntimeError("nobody expects this")


class Log(chaski.LogSink):
    def __init__(self):
        self.lines = []

    def log(self, level, line):
        self.lines.append((level, line))


class Signal(chaski.Connectivity):
    def __init__(self):
        self.now = chaski.Line.FREE

    def line(self):
        return self.now


class Progress(chaski.SyncListener):
    def __init__(self):
        self.last = None
        self.on_step = None

    def progressed(self, progress):
        self.last = progress
        if self.on_step:
            self.on_step()


class Device:
    """A phone with all that the platform gives it."""

    def __init__(self, name):
        self.folder = os.path.join(WORK, name)
        self.keys, self.log, self.signal = Keys(), Log(), Signal()
        self.phone = chaski.Phone.open(self.folder, self.keys, self.signal, self.log)

    def sync(self):
        outcome = self.phone.sync(chaski.SyncOn.ANY_LINE, None)
        assert outcome.is_DONE(), outcome
        return outcome.report


def part(value, name):
    """A part of a composite value."""
    return next(part.value for part in value.parts if part.name == name)


def field(record, name):
    return next(field for field in record.fields if field.field == name)


def fine(question):
    """What is answered where nothing is amiss."""
    kind, name = question.control, question.path.rsplit("/", 1)[-1]
    if kind == chaski.ControlKind.SELECT_ONE:
        names = [choice.name for choice in question.choices]
        return next((name for name in ("given", "mother", "card", "seen", "no") if name in names), names[0])
    if kind in (chaski.ControlKind.SELECT_MULTIPLE, chaski.ControlKind.RANK):
        names = [choice.name for choice in question.choices]
        return "hands" if "hands" in names else names[0]
    told = {"weight_kg": "3.30", "length_cm": "50.0", "haemoglobin_g_dl": "11.6", "next_date": str(TODAY + WEEK)}
    if question.kind == chaski.ValueType.DATE:
        return told.get(name, str(TODAY))
    return told.get(name, "3")


TODAY, WEEK = datetime.date.today(), datetime.timedelta(days=7)


class Story(unittest.TestCase):
    def refused(self, call, *args):
        with self.assertRaises(chaski.ChaskiError.Failed) as caught:
            call(*args)
        return caught.exception

    def test_a_figure_goes_to_the_supervisor_and_comes_back_corrected(self):
        worker, supervisor = Device("worker"), Device("supervisor")
        phone = worker.phone

        # Enrolled, with the first delivery shown as it goes.
        progress = Progress()
        issued = chaski.read_invitation(os.environ["CHASKI_VISITOR"]).issued
        self.assertEqual(issued.tzinfo, datetime.timezone.utc)
        enrolled = phone.enrol(os.environ["CHASKI_VISITOR"], "Python", progress)
        self.assertEqual(enrolled.status.worker.name, "Elena Ccori")
        self.assertEqual(enrolled.status.role, "visitor")
        self.assertGreater(progress.last.received_bytes, 0)
        supervisor.phone.enrol(os.environ["CHASKI_SUPERVISOR"], "Supervisor", None)

        # A family with a child, then a visit at which the weight is typed wrong.
        area = phone.find("norte", chaski.Kind.AREA)
        self.assertIsInstance(area, chaski.RecordName)
        family = phone.add_family(
            chaski.NewHousehold(area=area, known_as="los de la tienda", altitude_m="3650"),
            [chaski.NewPerson(given_names="Rosa", family_names="Ñahui Quispe", sex="female", birth_date="2024-03")],
        )
        child = family.persons[0].record
        document = {
            "household": family.household.record,
            "on": "2026-03-15",
            "outcome": {"is": "done"},
            "persons": [{"person": child, "reading": {"on": "2026-03-15", "weight": {"kg": "16.00", "clothes": "light"}}}],
        }
        saved = phone.record_visit(json.dumps(document))
        self.assertEqual([record.entity for record in saved.records], ["reading"])
        self.assertEqual(phone.status().delivery.on_this_phone_only, 4)

        # Without a line nothing is tried and nothing is wrong.
        worker.signal.now = chaski.Line.NONE
        self.assertTrue(phone.sync(chaski.SyncOn.ANY_LINE, None).is_NO_LINE())
        worker.signal.now = chaski.Line.METERED
        self.assertTrue(phone.sync(chaski.SyncOn.FREE_LINE, None).is_ONLY_METERED_LINE())
        self.assertEqual(worker.sync().acknowledged, 4)

        # The supervisor returns the weight.
        supervisor.sync()
        page = supervisor.phone.child(child)
        reading = page.readings[0]
        self.assertEqual(part(field(reading, "weight").value, "kg").digits, "16.00")
        comment = "¿Seguro que pesa tanto? Mira el cuaderno."
        supervisor.phone.review(
            chaski.NewReview(
                target=reading.record, field="weight", verdict=chaski.ReviewVerdict.RETURNED, comment=comment
            )
        )
        supervisor.sync()

        # The worker reads it where it belongs, corrects and answers.
        worker.sync()
        self.assertEqual([(band.is_RETURNED(), band.count) for band in phone.child(child).bands], [(True, 1)])
        review = phone.reviews(chaski.Reviews.OF_MY_RECORDS)[0]
        self.assertEqual((review.comment, review.state, review.field), (comment, "open", "weight"))
        self.assertEqual((review.visit, review.about.title), (saved.visit, "Rosa Ñahui Quispe"))
        self.assertEqual(review.who.name, "Marta Condori")
        self.assertIsInstance(review.at, datetime.datetime)
        self.assertEqual(part(review.written.value, "kg").digits, "16.00")
        error = self.refused(phone.correct, chaski.Correction(seen=review.written.seen, value="10.60", part="kg"))
        self.assertEqual(error.code, "reason_missing")
        self.assertTrue(error.text and error.remedy)
        corrected = phone.correct(
            chaski.Correction(seen=review.written.seen, value="10.60", part="kg", reason="read wrongly")
        )
        self.assertTrue(corrected.saved)
        self.assertEqual(json.loads(corrected.json), {"kg": "10.60", "clothes": "light"})
        phone.answer_review(review.seen, "Era 10.60, ya lo corregí")
        worker.sync()

        # The supervisor sees the correction and the answer, and ends it.
        supervisor.sync()
        answered = supervisor.phone.reviews(chaski.Reviews.THAT_I_WROTE)[0]
        self.assertEqual((answered.state, answered.reply), ("answered", "Era 10.60, ya lo corregí"))
        self.assertEqual(part(answered.written.value, "kg").digits, "10.60")
        history = supervisor.phone.field(reading.record, "weight", None).history
        self.assertEqual([json.loads(saying.json)["kg"] for saying in history], ["16.00", "10.60"])
        self.assertEqual((history[1].reason, history[1].who.name), ("read wrongly", "Elena Ccori"))
        supervisor.phone.close_review(answered.seen)
        self.assertEqual(supervisor.phone.reviews(chaski.Reviews.THAT_I_WROTE), [])
        # The log says what went on, and nothing of anybody.
        lines = " ".join(line for _, line in worker.log.lines)
        self.assertIn("sync: delivered 4", lines)
        self.assertIn("reason_missing", lines)
        for personal in ("Rosa", "Ñahui", "10.60", "tienda"):
            self.assertNotIn(personal, lines)

        # A save stands in front of what was shown, not of what arrived since: both values are kept.
        stale = phone.field(family.household.record, "telephone", None).view.seen
        phone.correct(chaski.Correction(seen=stale, value="900000111"))
        phone.correct(chaski.Correction(seen=stale, value="900000222"))
        dispute = phone.dispute(family.household.record, "telephone", None)
        self.assertEqual({json.loads(value.json) for value in dispute.values}, {"900000111", "900000222"})
        listed = phone.disputes(None, None, 10).items[0]
        self.assertTrue(all(value.withheld for value in listed.values))
        error = self.refused(phone.correct, chaski.Correction(seen=listed.seen, value="900000222", settle=True))
        self.assertEqual(error.code, "offence")
        worker.sync()
        supervisor.sync()
        listed = supervisor.phone.disputes(None, None, 10).items[0]
        decided = chaski.Correction(seen=listed.seen, value="900000222", settle=True)
        self.assertEqual(self.refused(supervisor.phone.correct, decided).code, "reason_missing")
        decided.reason = "la mamá lo dijo"
        supervisor.phone.correct(decided)
        self.assertEqual(supervisor.phone.disputes(None, None, 10).items, [])

        # Removing names what was shown, too: what others did since is never replaced.
        shown = phone.field(reading.record, "void", None).view.seen
        self.assertTrue(phone.void(shown, "era de otra niña").saved)
        removed = phone.field(reading.record, "void", None)
        self.assertEqual((json.loads(removed.view.json), removed.history[0].reason), (True, "era de otra niña"))
        self.assertTrue(phone.restore(removed.view.seen, "sí era de ella").saved)
        self.assertEqual(self.refused(phone.void, shown, "era de otra niña").code, "stale")
        self.assertFalse(phone.restore(removed.view.seen, "sí era de ella").saved)

        # A visit is accepted as it was shown, and not when something was said of it since.
        worker.sync()
        supervisor.sync()
        before = supervisor.phone.visit_revision(saved.visit)
        weight = supervisor.phone.field(reading.record, "weight", None).view.seen
        correction = chaski.Correction(seen=weight, value="10.70", part="kg", reason="vi la foto")
        self.assertTrue(supervisor.phone.correct(correction).saved)
        accept = chaski.NewReview(target=saved.visit, verdict=chaski.ReviewVerdict.ACCEPTED, revision=before)
        self.assertEqual(self.refused(supervisor.phone.review, accept).code, "stale")
        accept.revision = supervisor.phone.visit_revision(saved.visit)
        supervisor.phone.review(accept)
        self.assertEqual(self.refused(supervisor.phone.review, accept).code, "already")

        # A measurement is compared with WHO's standards before it is saved, and whatever is found, it is saved.
        luz = phone.add_person(
            family.household.record, chaski.NewPerson(given_names="Luz", sex="female", birth_date="2025-01-01")
        ).record
        phone.set_language("es")
        typed = {"on": "2026-01-01", "weight": {"kg": "70.0"}}
        doubted = phone.assess(luz, json.dumps(typed))
        self.assertTrue(doubted.asks_second)
        self.assertTrue(all(finding.sentence.text and finding.remedy.language == "es" for finding in doubted.findings))
        typed["weight"]["kg"] = "7.0"
        assessed = phone.assess(luz, json.dumps(typed))
        self.assertEqual((assessed.age.least_days, assessed.age.text.text, assessed.record), (365, "1 año", None))
        weight = assessed.scores[0]
        self.assertEqual(weight.indicator, chaski.GrowthIndicator.WEIGHT_FOR_AGE)
        self.assertEqual((weight.least, weight.greatest, weight.text, weight.flagged), (-2.05, -2.05, "−2.05", False))
        self.assertEqual([finding.code for finding in assessed.findings], ["below_minus_2"])
        visit = {"household": family.household.record, "persons": [{"person": luz, "reading": typed}]}
        measured = phone.record_visit(json.dumps(visit)).records[0].record
        growth = phone.zscores(luz)
        self.assertEqual((growth.sex, growth.birth_date, growth.disputed), ("female", "2025-01-01", []))
        self.assertEqual([(one.record, one.scores) for one in growth.readings], [(measured, assessed.scores)])
        # Of the child whose birth is known by the month, z lies between two values.
        rosa = phone.zscores(child).readings[0]
        self.assertEqual((rosa.age.least_days, rosa.age.greatest_days), (714, 744))
        self.assertLess(rosa.scores[0].least, rosa.scores[0].greatest)
        look = chaski.ChartStyle(layout=chaski.ChartLayout(margin=4.0))
        chart = phone.chart(luz, chaski.GrowthIndicator.WEIGHT_FOR_AGE, None, look)
        self.assertEqual(chart.request.window, chaski.ChartWindow.TO_TWO_YEARS)
        self.assertEqual((chart.request.layout.width, chart.request.layout.margin), (288.0, 4.0))
        self.assertEqual([curve.z for curve in chart.curves], [-3, -2, 0, 2, 3])
        self.assertEqual([(row.z, row.drawn) for row in chart.table.rows], [("−2.05", True)])
        self.assertIn("7.00", chart.description.text)
        svg = phone.chart_svg(luz, chaski.GrowthIndicator.WEIGHT_FOR_AGE, None, look, chaski.ChartInks.COLOUR)
        self.assertTrue(svg.startswith("<svg"), svg[:40])

        # A sync that is stopped says so, and what arrived stays.
        stopper = Progress()
        stopper.on_step = phone.cancel
        self.assertEqual(self.refused(phone.sync, chaski.SyncOn.ANY_LINE, stopper).code, "cancelled")
        worker.sync()
        self.assertTrue(phone.verify().sound)

    def test_a_checklist_is_filled_screen_by_screen_outlives_the_phone_and_ends_as_a_visit(self):
        device = Device("filler")
        phone = device.phone
        phone.enrol(os.environ["CHASKI_FILLER"], "Filler", None)
        phone.use_rules("pe")
        phone.set_language("es")
        family = phone.add_family(
            chaski.NewHousehold(area=phone.find("norte", chaski.Kind.AREA)),
            [chaski.NewPerson(given_names="Wayta", kind="child", birth_date=str(TODAY - datetime.timedelta(days=5)))],
        )
        child = family.persons[0].record
        form = next(form for form in phone.forms() if form.form == "visita")
        self.assertTrue(form.title and form.version)
        self.assertEqual(self.refused(phone.begin_checklist, "nothing", child).code, "no_content")

        # Screen by screen; each answer gives back what it changed of the screen, and is kept.
        filling = phone.begin_checklist("visita", child)
        self.assertEqual(filling.language(), "Español (es)")
        draft = filling.draft()
        asked, screen = [], filling.screen()
        while True:
            for question in screen.questions:
                if question.readonly or question.value:
                    continue
                update = filling.answer(question.path, fine(question))
                asked.append(question.path)
                answered = [one for one in update.questions if one.path == question.path]
                shown = update.screen.questions if update.screen else answered
                self.assertTrue(all(one.not_valid is None for one in shown if one.path == question.path), question.path)
            if len(asked) == 5:
                # The phone dies in the middle: it goes on at the same screen with everything given.
                place = filling.screen()
                del filling, phone, device.phone
                gc.collect()
                phone = device.phone = chaski.Phone.open(device.folder, device.keys, device.signal, device.log)
                phone.set_language("es")
                kept = phone.drafts()
                self.assertEqual([(one.draft, one.about.title, one.form) for one in kept], [(draft, "Wayta", "visita")])
                filling = phone.open_draft(draft)
                self.assertEqual(filling.screen(), place)
                self.assertEqual(phone.open_draft(draft).draft(), draft)
            following = filling.forward()
            if following.is_END():
                break
            self.assertTrue(following.is_SCREEN(), following)
            screen = following.screen
        self.assertGreater(len(asked), 8)
        self.assertEqual(filling.open_questions(), [])

        # What the form does not take changes nothing; a language is chosen at any time; one may go back.
        weight = next(path for path in asked if path.endswith("weight_kg"))
        self.assertEqual(self.refused(filling.answer, weight, "much").code, "question")
        self.assertEqual(filling.jump(weight).questions[0].value, "3.30")
        spanish = filling.screen().questions[0].label
        self.assertNotEqual(filling.speak("English (en)").questions[0].label, spanish)
        self.assertIsNone(filling.newer_version())
        filling.answer(weight, "3.40")
        fever = next(path for path in asked if path.endswith("fever"))
        filling.jump(fever)
        filling.answer(fever, "")
        self.assertTrue(filling.forward().is_STAYS())
        self.assertEqual([one.path for one in filling.open_questions()], [fever])
        self.assertEqual(self.refused(filling.finish).code, "unanswered")
        filling.answer(fever, "no")

        # What is half filled goes along with a sync: a lost phone does not take it with it.
        self.assertFalse(phone.drafts()[0].is_backed_up)
        self.assertEqual(device.sync().drafts_backed_up, 1)
        self.assertTrue(phone.drafts()[0].is_backed_up)

        # Finished once, it is a visit like any other, with what the app knows of it, and the supervisor has it.
        self.assertEqual(self.refused(filling.finish, None, None, '{"plaza": 1}').code, "entry")
        saved = filling.finish(known='{"place": {"missing": "no_signal"}}')
        visit = phone.visit(saved.visit).view
        self.assertTrue(field(visit, "place").value and field(visit, "ended").value)
        self.assertEqual((saved.household, phone.drafts()), (family.household.record, []))
        self.assertIn("reading", [record.entity for record in saved.records])
        self.assertEqual(self.refused(filling.finish).code, "no_draft")
        page = phone.child(child)
        self.assertEqual(part(field(page.readings[0], "weight").value, "kg").digits, "3.40")

        # It can be opened again and corrected; a correction that changes nothing says so.
        answers = saved.records[-1].record
        again = phone.correct_checklist(answers, None)
        self.assertEqual(again.jump(weight).questions[0].value, "3.40")
        self.assertEqual([one.corrects for one in phone.drafts()], [answers])
        self.assertEqual(self.refused(again.finish).code, "already")
        again.answer(weight, "3.50")
        self.assertEqual(again.finish(reason="la balanza").visit, saved.visit)
        page = phone.child(child)
        self.assertEqual(part(field(page.readings[0], "weight").value, "kg").digits, "3.50")
        device.sync()
        self.assertEqual(phone.status().delivery.on_this_phone_only, 0)
        self.assertTrue(phone.verify().sound)

    def test_calls_from_several_threads_wait_for_each_other(self):
        phone = Device("threads").phone
        answers = []
        threads = [threading.Thread(target=lambda: answers.append(phone.status().device)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(set(answers)), 1)
        self.assertEqual(len(answers), 8)

    def test_a_key_store_that_fails_opens_nothing_and_says_what_to_do(self):
        folder = os.path.join(WORK, "locked")
        error = self.refused(chaski.Phone.open, folder, BrokenKeys(), None, None)
        self.assertEqual(error.code, "keys")
        self.assertIn("locked", error.technical)
        self.assertEqual(os.listdir(folder), [])

    def test_what_is_no_name_of_a_record_is_refused_with_a_sentence(self):
        phone = Device("nobody").phone
        error = self.refused(phone.child, chaski.RecordName("Rosa"))
        self.assertEqual(error.code, "no_record")
        self.assertNotIn("Rosa", error.text)
        self.assertEqual(self.refused(phone.enrol, "chaski:00", "x", None).code, "invitation")
        household = chaski.NewHousehold(area=chaski.RecordName("00" * 16 + ".1.0"))
        self.assertEqual(self.refused(phone.add_family, household, []).code, "not_enrolled")

    def test_a_child_who_is_not_saved_yet_is_compared_too_and_what_is_not_known_is_named(self):
        phone = Device("new").phone
        typed = json.dumps({"on": "2026-01-01", "weight": {"kg": "7.0"}})
        girl = chaski.NewPerson(sex="female", birth_date="2025-01-01")
        self.assertEqual(phone.assess_new(girl, typed).scores[0].least, -2.05)
        nobody = phone.assess_new(chaski.NewPerson(birth_date="2025-01-01"), typed)
        self.assertEqual((nobody.scores[0].missing, nobody.scores[0].least), ("sex_unknown", None))
        self.assertEqual(self.refused(phone.assess_new, girl, "{").code, "reading")
        self.assertEqual(self.refused(phone.use_rules, "xx").code, "no_rules")
        phone.use_rules("pe")

    def test_errors_and_words_are_in_the_language_of_the_phone(self):
        phone = Device("words").phone
        english = self.refused(phone.add_person, chaski.RecordName("00" * 16 + ".1.0"), chaski.NewPerson(kind="child"))
        phone.set_language("es-PE")
        spanish = self.refused(phone.add_person, chaski.RecordName("00" * 16 + ".1.0"), chaski.NewPerson(kind="child"))
        self.assertEqual((english.code, spanish.code), ("not_enrolled", "not_enrolled"))
        self.assertNotEqual(english.text, spanish.text)
        self.assertEqual(self.refused(phone.set_language, "xx").code, "language")
        words = phone.words([chaski.Asked(id="error-not_enrolled"), chaski.Asked(id="no-such-message")])
        self.assertEqual((words[0].text, words[0].language), (spanish.text, "es"))
        self.assertEqual((words[1].text, words[1].sound), ("[no-such-message]", None))


if __name__ == "__main__":
    unittest.main()

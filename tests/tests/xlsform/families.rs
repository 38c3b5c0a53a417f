//! Spreadsheets written by hand, one a family of features.

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use super::judge::judge;

use super::sheets::spreadsheet;

/// Name and sheets.
const FAMILIES: &[(&str, &str)] = &[
    (
        "plain_questions",
        r"
        ## survey
        type | name | label | hint
        text | name | Name of the child? | as on the card
        integer | age | Age in months? |
        decimal | weight | Weight? | in kg, as 7.20
        date | born | Born on? |
        time | at | At what time? |
        dateTime | when | When? |
        note | thanks | Thank you, **all**, < and & |
        acknowledge | read | I have read this |
        trigger | pressed | Press |
        barcode | card | Card? |
        hidden | secret | |
        text | text_only_hint | | a hint alone
        note | | A note without a name |
        ## settings
        form_title | form_id | version | default_language | style | instance_name
        A visit | visit | 7 | English (en) | pages theme-grid | concat(${name}, ' & ', ${age})",
    ),
    (
        "metadata",
        r"
        ## survey
        type | name | label | parameters
        start | start | |
        end | end | |
        today | today | |
        deviceid | deviceid | |
        username | username | |
        phonenumber | phonenumber | |
        email | email | |
        simserial | simserial | |
        subscriberid | subscriberid | |
        audit | | | location-priority=balanced location-min-interval=60, location-max-age=120 track-changes=true identify-user=true track-changes-reasons=on-form-edit
        start-geopoint | here | |
        background-audio | sound | | quality=low
        imei | imei | |
        text | q | Q |",
    ),
    (
        "media_uploads",
        r"
        ## survey
        type | name | label | parameters | default | appearance
        image | photo | Photo | max-pixels=640 | me.png | annotate
        image | shot | Photo | app=org.example.camera max-pixels=1000 | |
        photo | other | Photo | | jr://images/x-y.png |
        audio | voice | Voice | quality=voice-only | |
        video | film | Film | | | new
        file | doc | File | | |",
    ),
    (
        "places_on_a_map",
        r"
        ## survey
        type | name | label | parameters | default
        geopoint | p | P | capture-accuracy=3.5 warning-accuracy=10 allow-mock-accuracy=true | -12.04 -77.03 0 0
        geotrace | t | T | incremental=true |
        geoshape | s | S | allow-mock-accuracy=false |
        geopoint | g | G | reference-geometry=sites |
        begin repeat | houses | Houses | |
        geopoint | geometry | Where | |
        end repeat | | | |
        geotrace | way | Way | reference-geometry=${houses} |
        ## choices
        list_name | name | label | geometry
        sites | a | A | 1 2
        sites | b | B | 3 4",
    ),
    (
        "scales",
        r"
        ## survey
        type | name | label | parameters | appearance
        range | r1 | R | |
        range | r2 | R | start=0; end=1, step=0.25 | vertical
        range | r3 | R | start=10 end=0 step=2 tick_interval=4 placeholder=6 |
        range | r4 | R | start=0 end=10 step=5 tick_labelset=marks | no-ticks
        range | r5 | R | start=-1.5 end=1.5 step=0.5 | rating
        ## choices
        list_name | name | label::en
        marks | 0 | least
        marks | 10 | most",
    ),
    (
        "choices_from_lists",
        r"
        ## survey
        type | name | label | appearance | choice_filter | parameters | default
        select_one yes_no | agrees | Agrees? | minimal | | | yes
        select_multiple signs | signs | Which signs? | | | randomize=true |
        rank signs | order | In what order? | | | randomize=true seed=42 |
        select one yes_no | again | Again? | quick | | |
        select_one region | region | Region? | | | |
        select_one district | district | District? | | region = ${region} and parent != '' | |
        integer | seed | Seed? | | | |
        select_one district | district2 | District? | | region=${region} | randomize=true, seed=${seed} |
        select1 yes_no | old | Old? | | | |
        select all that apply signs | old2 | Old? | | | |
        ## choices
        list name | name | label | region | parent
        yes_no | yes | Yes | |
        yes_no | no | No | |
        signs | fever | Fever | |
        signs | cough | Cough <3 days | |
        region | n | North | |
        region | s | South | |
        district | d1 | District 1 | n | x
        district | d2 | District 2 | s |
        unused | u1 | Never offered | |",
    ),
    (
        "other_answers",
        r"
        ## survey
        type | name | label::en | label::qu
        select_one fruit or_other | fruit | Fruit? | Ruru?
        select_multiple fruit or specify other | fruits | Fruits? | Rurukuna?
        select_one plain or_other | plain | Plain? | Plain?
        ## choices
        list_name | name | label::en | label::qu
        fruit | a | Apple | Manzana
        fruit | b | Banana |
        plain | other | Else | Huk",
    ),
    (
        "choices_from_files",
        r"
        ## survey
        type | name | label | choice_filter | parameters
        select_one_from_file hospitals.csv | h | H | district = ${d} | value=code label=nombre
        select_multiple_from_file posts.xml | p | P | | randomize=true
        select_one_from_file places.geojson | g | G | |
        select_one_from_file again.geojson | g2 | G | | value=Id
        text | d | D | |
        select_one hospitals.csv | h2 | H | |
        csv-external | extra | | |
        xml-external | more | | |
        text | c | C | |",
    ),
    (
        "lists_of_another_sheet",
        r"
        ## survey
        type | name | label | choice_filter
        text | region | Region |
        select_one_external towns | town | Town | region=${region} and kind='x'
        begin repeat | r | R |
        text | inner | Inner |
        select_one_external towns | town2 | Town | region=${inner}
        end repeat | | |
        ## external_choices
        list_name | name | label | region | kind
        towns | a | A | n | x
        towns | b | B | s | y",
    ),
    (
        "choices_from_answers",
        r"
        ## survey
        type | name | label | choice_filter
        begin repeat | people | People |
        text | person | Name? |
        integer | age | Age? |
        begin group | g | G |
        select_one ${person} | friend | Friend? | ${age} > 5
        end group | | |
        end repeat | | |
        select_one ${person} | head | Head? |
        select_one ${person} | oldest | Oldest? | ${age} > 18
        begin repeat | outer | Outer |
        text | label1 | L |
        begin repeat | within | Within |
        text | thing | Thing |
        select_one ${thing} | same | Same | ${thing} != 'a'
        select_one ${label1} | up | Up | ./label1 != ''
        end repeat | | |
        end repeat | | |",
    ),
    (
        "groups_and_repeats",
        r"
        ## survey
        type | name | label | appearance | relevant | repeat_count | readonly
        integer | n | How many? | | | |
        begin group | g1 | Group one | field-list | ${n} > 0 | |
        text | a | A | | | |
        begin_group | g2 | | | | |
        text | b | B | | | |
        end_group | | | | | |
        end group | | | | | |
        begin repeat | kids | Kids | | | ${n} |
        text | kid | Name | | | |
        begin repeat | doses | | | | 3 |
        text | dose | Dose of ${kid} and ${a}? | | ${kid} != '' and position(..) > 1 | |
        end repeat | | | | | |
        end repeat | | | | | |
        begin_repeat | counted | Counted | | | ${n} + 1 |
        text | c | C | | | |
        begin group | inner | Inner | | | |
        begin repeat | deep | Deep | | | |
        text | d | D | | ${c} = 'x' | |
        end repeat | | | | | |
        end group | | | | | |
        end repeat | | | | | |
        begin group | empty | Empty | | | | yes
        end group | | | | | |",
    ),
    (
        "rules",
        r"
        ## survey
        type | name | label | relevant | constraint | constraint_message | required | required_message | calculation | readonly | default
        integer | age | Age | | . >= 0 and . < 120 | Too old | yes | Say it | | |
        text | a | A | ${age} > 5 | | | TRUE | | | no | Ana
        text | b | B | selected(${a}, 'x') | string-length(.) < ${age} | Less than ${age} | true() | Needed for ${a} | | yes | 2-1
        calculate | c | | | | | | | ${age} * 2 | |
        text | d | D | | | | ${age} > 3 | | ${c} + 1 | true() |
        date | e | E | | . <= today() | | false | | | | today()
        date | f | F | | | | | | | | 2024-02-29
        text | h | H | | | | | | | | uuid()
        calculate | i | | | | | | | | | now()
        text | j | J | yes | | | No | | | | ${a}
        text | k | K | | | | | | | | some text (here)
        integer | l | L | | | | | | | | -5
        text | m | M | | | | | | | | a - b",
    ),
    (
        "old_column_names",
        r"
        ## survey
        command | tag | caption | read_only | relevance | Constraint | constraining_message | Required | requiredMsg | Calculation
        text | a | A | | | . != 'x' | no x | yes | need it |
        text | b | B | yes | ${a} = 'y' | | | | |
        calculate | c | | | | | | | | 1 + 1
        ## choices
        list_name | value | caption
        l | a | A
        ## settings
        set_form_title | set_form_id | allow_choice_duplicates
        Old | old_one | yes",
    ),
    (
        "languages",
        r"
        ## survey
        type | name | label::English (en) | label::Español (es) | hint::English (en) | hint::Español (es) | constraint | constraint_message::English (en) | constraint_message::Español (es) | required | required_message::Español (es)
        text | a | A? | ¿A? | hint | pista | . != '' | wrong | mal | yes | falta
        integer | b | B of ${a}? | ¿B de ${a}? | | pista de ${a} | . > 0 | more than ${a} | | |
        note | c | | solo | | | | | | |
        begin group | g | Group | Grupo | ignored | ignorado | | | | |
        select_one l | s | S? | ¿S? | | | | | | |
        end group | | | | | | | | | |
        begin repeat | r | Repeat ${a} | | | | | | | |
        text | t | T | | | | | | | |
        end repeat | | | | | | | | | |
        ## choices
        list_name | name | label::English (en) | label::Español (es)
        l | x | Ex | Equis
        l | y | Why |
        ## settings
        form_title | form_id | default_language
        L | l | Español (es)",
    ),
    (
        "languages_and_a_column_without",
        r"
        ## survey
        type | name | label | label::fr | hint | guidance_hint | guidance_hint::fr | media::image | media::audio::fr
        text | a | A | A fr | H | G | G fr | a.png | a.mp3
        text | b | B | | | G alone with label | | |
        text | c | C | | H | | | |
        text | d | | D fr | | | | ${a}.png |
        ## choices
        list_name | name | label | label::fr | media::image | image::fr
        l | x | X | | x.png |
        l | y | Y | Y fr | |",
    ),
    (
        "one_colon",
        r"
        ## survey
        type | name | label:en | label:sw | hint:sw | bind:relevant | media:image:en
        text | a | A | A sw | hint | 1 = 1 | a.png
        text | b | B | B sw | | ${a} = 1 |",
    ),
    (
        "pictures_and_sounds",
        r"
        ## survey
        type | name | label | image | audio | video | big-image | autoplay | guidance_hint
        text | a | A | a.png | a.mp3 | a.mp4 | big.png | audio |
        text | b | | b.png | | | | |
        text | c | C | | | | | | guidance of ${a}
        begin group | g | | g.png | | | | |
        note | n | N | | | | | |
        end group | | | | | | | |
        begin repeat | r | | r.png | | | | |
        note | n2 | N | | | | | |
        end repeat | | | | | | | |
        select_one l | s | S | | | | | |
        select_one plain | s2 | S | | | | | |
        ## choices
        list_name | name | label | image | audio
        l | a | A | a.png |
        l | b | B | | b.mp3
        plain | a | A | |
        refers | a | A of ${a} | |
        refers | b | | |",
    ),
    (
        "triggers",
        r"
        ## survey
        type | name | label | trigger | calculation | default
        integer | a | A | | |
        text | b | B | | |
        calculate | c | | ${a} | ${a} * 2 |
        dateTime | at | At | ${a}, ${b} | now() |
        text | d | D | ${b} | 'it''s ' |
        text | cleared | Cleared | ${b} | |
        background-geopoint | where | | ${a} | |
        begin repeat | r | R | | |
        text | inner | Inner | | |
        dateTime | stamp | | ${inner} | concat(${inner}, ${a}, now()) |
        end repeat | | | | |",
    ),
    (
        "last_saved",
        r"
        ## survey
        type | name | label | default | calculation | choice_filter
        text | street | Street? | ${last-saved#street} | |
        calculate | before | | | ${last-saved#street} |
        begin repeat | r | R | | |
        text | inner | I | ${last-saved#street} | |
        end repeat | | | | |
        select_one l | s | S | | | x = ${last-saved#street}
        ## choices
        list_name | name | label | x
        l | a | A | 1",
    ),
    (
        "lookups",
        r"
        ## survey
        type | name | label | calculation | relevant | default
        text | id | Id | | |
        calculate | a | | pulldata('people', 'name', 'id', ${id}) | |
        calculate | b | | concat(pulldata('people', 'x', 'id', ${id}), pulldata( 'other', 'y', 'id', '1')) | |
        text | c | C | | pulldata('people', 'z', 'id', ${id}) = 'q' |
        text | d | D | | | pulldata('third', 'z', 'id', 'a')
        note | n | Value instance('people')/root/item[name = ${id}]/label and ${a} | | |
        calculate | e | | instance('list')/root/item[name = ${id} and x < 3]/x | |
        ## choices
        list_name | name | label | x
        list | a | A | 2",
    ),
    (
        "references_in_repeats",
        r"
        ## survey
        type | name | label | calculation | relevant | constraint
        integer | top | Top | | |
        begin repeat | r1 | One ${top} | | ${top} > 0 |
        integer | x | X | | ${top} = 1 | . > ${top}
        begin group | g | G ${x} | | ${x} > 1 |
        integer | y | Y ${x} | | ${x} = ${top} |
        calculate | sum | | sum(${y}) + ${x} + ${top} | |
        begin repeat | r2 | Two ${y} | | ${y} > 2 |
        calculate | z | | ${x} + ${y} + position(..) | |
        calculate | at | | indexed-repeat(${x}, ${r1}, position(..)) | |
        calculate | at2 | | ${y} + indexed-repeat(${y}, ${r1}, ${x}) + ${x} | |
        calculate | at3 | | indexed-repeat(${z}, ${r1}, 1, ${r2}, ${y}) + indexed-repeat(${x}, ${r1}, ${y}) | |
        calculate | inst | | instance('l')/root/item[name = ${y}]/label | |
        note | said | ${z}, ${x}, ${top} and instance('l')/root/item[name = ${z}]/label | | |
        end repeat | | | | |
        end group | | | | |
        end repeat | | | | |
        calculate | all | | sum(${x}) + count(${r1}) | |
        calculate | some | | indexed-repeat(${x}, ${r1}, ${top}) | |
        ## choices
        list_name | name | label
        l | a | A",
    ),
    (
        "dynamic_defaults_in_repeats",
        r"
        ## survey
        type | name | label | default
        text | a | A | uuid()
        begin repeat | r | R |
        text | b | B | ${a}
        begin group | g | G |
        date | c | C | today()
        end group | | |
        begin repeat | r2 | R2 |
        text | d | D | concat(${b}, ${a})
        text | e | E | static
        end repeat | | |
        end repeat | | |",
    ),
    (
        "attributes",
        r"
        ## survey
        type | name | label | body::accept | bind::jr:preload | bind::foo | instance::odk:x | instance::tag | bind::type | body::x | rows | bind::jr:noAppErrorString
        file | f | F | .pdf | | | | | | | |
        text | t | T | | uid | a${f} | y | tagged ${f} | | ${f} | 3 | none
        text | u | U | | | | | | int | | |
        begin group | g | G | | | | grouped | | | c | |
        text | v | V | | | | | | | | |
        end group | | | | | | | | | | |
        ## settings
        form_title | form_id | attribute::esri:x | namespaces | instance_xmlns | prefix | delimiter
        T | t | y | esri='http://esri.example/xforms' a=b | http://example.org/t | J1! | +",
    ),
    (
        "sending",
        r"
        ## survey
        type | name | label
        text | a | A
        ## settings
        form_title | form_id | submission_url | public_key | auto_send | auto_delete | client_editable | name | version | instance_id
        T & <b> | t | https://example.org/submission | MIIB | true | false | yes | visita | 2024-01 | uuid",
    ),
    (
        "without_ids",
        r"
        ## survey
        type | name | label
        text | a | A
        ## settings
        omit_instanceID | form_id
        yes | x",
    ),
    (
        "settings_in_the_survey",
        r"
        ## survey
        type | name | label
        form_title | In the survey |
        form_id | from_survey |
        text | a | A",
    ),
    (
        "tables",
        r"
        ## survey
        type | name | label | appearance | hint
        begin group | t | Table | table-list minimal | Hint
        select_one yn | a | A | |
        select_one yn | b | B | |
        end group | | | |
        begin group | u | | field-list |
        note | l | | label | h
        select_one yn | c | C | list-nolabel |
        end group | | | |
        ## choices
        list_name | name | label
        yn | y | Yes
        yn | n | No",
    ),
    (
        "searches",
        r"
        ## survey
        type | name | label | appearance
        text | q | Q |
        select_one towns | t | T | search('towns', 'matches', 'x', ${q})
        select_multiple towns | t2 | T | minimal search('towns')
        select_one spoken | t3 | T | search('spoken')
        select_one kept | t4 | T |
        ## choices
        list_name | name | label | label::fr
        towns | name_key | label_key |
        spoken | name_key | label_key | cle
        kept | a | A |",
    ),
    (
        "one_record",
        r"
        ## survey
        type | name | label | save_to
        text | who | Who | full_name
        begin group | g | G |
        integer | age | Age | age
        end group | | |
        ## entities
        list_name | label
        people | concat(${who}, ' ', ${age})",
    ),
    (
        "records_changed",
        r"
        ## survey
        type | name | label | save_to
        csv-external | people | |
        select_one_from_file people.csv | id | Who? |
        text | who | Who | full_name
        ## entities
        dataset | entity_id | create_if | update_if | label
        people | ${id} | ${id} = '' | ${id} != '' | ${who}",
    ),
    (
        "records_in_repeats",
        r"
        ## survey
        type | name | label | save_to
        text | address | Address | houses#address
        begin group | note_group | G |
        text | more | More | visits#more
        end group | | |
        begin repeat | people | People |
        text | who | Who | persons#name_of
        begin group | g | G |
        integer | age | Age | persons#age
        end group | | |
        end repeat | | |
        ## entities
        list_name | label | create_if
        houses | ${address} | ${address} != ''
        persons | concat(${who}, ${address}) |
        visits | 'visit' |",
    ),
    (
        "blanks_and_quotes",
        r"
        ## survey
        type | name |  label  | relevant | disabled | my notes
        text |  a  | Two   blanks\nand a line  | |
        text | b | “Quoted” ‘text’ | ${a} = ‘x’ |
        -
        text | c | Off | | yes
        text | d | On | | no
        | | | | | a row that says nothing of the form
        ## settings
        form_id
        blanks",
    ),
    (
        "kept_blanks",
        r"
        ## survey
        type | name | label
        text | a | Two   blanks
        ## settings
        form_id | clean_text_values
        blanks | no",
    ),
    (
        "external_in_groups",
        r"
        ## survey
        type | name | label | choice_filter
        begin group | g | G |
        csv-external | files | |
        select_one_from_file files.csv | q | Q |
        end group | | |
        select_one l | s | S | instance('files')/root/item[name = ${q}]/x = x
        ## choices
        list_name | name | label | x
        l | a | A | 1",
    ),
    (
        "old_types",
        r"
        ## survey
        type | name | label
        string | a | A
        int | b | B
        add date prompt | c | C
        percentage | d | D
        phone number | e | E
        number of days in last month | f | F
        location | g | G
        gps | h | H
        q picture | i | I
        osm | j | J
        uri:email | k |
        datetime | l | L
        select one from l1 | m | M
        add select multiple prompt using l1 | n | N
        ## choices
        list_name | name | label
        l1 | a | A",
    ),
    (
        "single_colons_throughout",
        r"
        ## survey
        type | name | label:en | bind:relevant | bind:jr:constraintMsg:en | jr:count | media:audio:en | body:accuracy | constraint message:fr
        text | a | A | 1 = 1 | wrong | | a.mp3 | 3 | faux
        begin repeat | r | R | | | 2 | | | |
        text | b | B | | | | | | |
        end repeat | | | | | | | | |",
    ),
    (
        "spelt_out_columns",
        r"
        ## Survey
        Type | Name | Label | bind::relevant | bind::required | bind::constraint | bind::jr:constraintMsg | bind::jr:requiredMsg | bind::calculate | control::appearance | Read only | Constraint Message::fr | no_app_error_string | bind::entities:other
        text | a | A | 1 = 1 | yes | . > 1 | wrong | needed | | w1 | yes | | none |
        calculate | b | | | | | | | 1 + 1 | | | | |
        text | c | C ${a} | | no | | | | | | | | |
        ## CHOICES
        List Name | Name | Label | Caption::fr | big region
        l | a | A | | x
        ## SETTINGS
        Form Title | Form ID | Default Language
        T | t | fr",
    ),
    (
        "a_sheet_with_another_name",
        r"
        ## Sheet1
        type | name | label
        text | a | A",
    ),
    (
        "ids_of_the_record",
        r"
        ## survey
        type | name | label | calculation | relevant
        calculate | id | | ${instanceID} |
        note | n | Record ${instanceID} | | ${id} != ''
        select_multiple l | m | M | |
        begin repeat | r | R | |
        select_multiple l | k | K | |
        end repeat | | | |
        select_multiple o | o | O | |
        select_multiple o | o2 | O | |
        ## choices
        list_name | name | label
        l | none | None
        l | a | A
        o | b | B
        ## settings
        form_id | add_none_option
        x | yes",
    ),
    (
        "parameters_in_any_letters",
        r"
        ## survey
        type | name | label | parameters
        integer | seed | S |
        select_one l | a | A | Randomize = TRUE , Seed= ${seed}
        select_one l | b | B | randomize=TRUE;seed=0.5
        text | c | C | ROWS=5
        range | d | D | Start=0 , END=2e0;  step=0.50
        ## choices
        list_name | name | label
        l | a | A",
    ),
    (
        "odd_names",
        r"
        ## survey
        type | name | label | relevant | calculation
        text | a.b-c_d | A | |
        text | _x | X | ${a.b-c_d} = 1 |
        begin group | orx:held | H | |
        text | ñandú | N ${_x} | |
        end group | | | |
        begin repeat | list | L | ${ñandú} != '' |
        text | item | I | |
        calculate | n | | | count(${item}) + position(..)
        end repeat | | | |
        calculate | root | | | 1",
    ),
    (
        "sections_with_everything",
        r"
        ## survey
        type | name | label | hint | hint::fr | appearance | body::x | bind::y | instance::z | readonly | intent | media::image | guidance_hint | default | required
        begin group | g | | hint | indice | label | 1 | 2 | 3 | yes | org.example.do | | guide | d | yes
        text | a | A | | | | | | | | | | | |
        end group | | | | | | | | | | | | | |
        begin repeat | r | | hint | | field-list | 1 | 2 | 3 | | | r.png | | |
        text | b | B | | | label | | | | | | | | |
        text | c | | | | label | | | | | | | | |
        end repeat | | | | | | | | | | | | | |
        begin_lgroup | l | L | | | | | | | | | | | |
        text | d | D | | | | | | | | | | | |
        end lgroup | | | | | | | | | | | | | |",
    ),
    (
        "repeats_of_counts",
        r"
        ## survey
        type | name | label | repeat_count | calculation
        begin repeat | r | R | count(${q}) |
        integer | n | N | |
        begin repeat | s | S ${n} | ${n} |
        text | q | Q | |
        end repeat | | | |
        begin repeat | t | T | ${n} + ${q} |
        text | u | U | |
        end repeat | | | |
        end repeat | | | |
        begin looped group | v | V | |
        text | w | W | |
        end_looped group | | | |",
    ),
    (
        "many_columns_of_choices",
        r"
        ## survey
        type | name | label | choice_filter
        select_one l | a | A | big=1 and sms_option='x'
        ## choices
        list_name | name | label | two words | big | sms_option | caption::fr | video::fr | media::big-image
        l | a | A | dropped | 1 | 9 | | |
        l | b | | dropped | 2 | | B fr | b.mp4 |
        l | c | C | | 3 | 7 | | | big.png
        | lost | Lost | | | | | |
        m | x | X | | | | | |",
    ),
    (
        "columns_after_a_gap",
        r"
        ## survey
        type | name | label | | | | | hint | | | | | | | | | | | | | | | | | | | | | | | required
        text | a | A | | | | | H | | | | | | | | | | | | | | | | | | | | | | | yes",
    ),
    (
        "label_columns_in_any_order",
        r"
        ## survey
        type | name | label::fr | label | hint | hint::fr | label::en | constraint_message::en | constraint_message | required_message
        text | a | A fr | A | H | H fr | A en | en ${a} | none ${a} | req
        text | b | B fr | | | | | | none | req ${a}
        text | c | | C | H | | | | |",
    ),
    (
        "sms_and_compact",
        r"
        ## survey
        type | name | label | compact_tag | sms_field
        text | a | A | aa | x
        begin group | g | G | gg | y
        text | b | B | | z
        end group | | | |
        ## settings
        form_id | prefix | delimiter | sms_keyword | sms_separator
        f | J1!f! | # | k | +",
    ),
    (
        "triggers_and_hidden",
        r"
        ## survey
        type | name | label | trigger | calculation | hint | default
        select_one l | a | A | | | |
        note | b | | ${a} | ${a} | shown by its hint |
        text | c | C | ${a} | | | d
        hidden | d | | ${a} | concat(${a}, ${c}) | |
        acknowledge | e | E | | | |
        background-geopoint | f | F | ${e} | | |
        begin group | g | G | | | |
        range | h | H | ${last-saved#c} | 5 | |
        image | i | I | | | |
        text | j | J | ${i} | ${i} | |
        end group | | | | | |
        ## choices
        list_name | name | label
        l | a | A",
    ),
];

/// Cells that are numbers, dates, formulas and such, as spreadsheets keep what is typed.
fn cells_of_other_kinds() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("survey").unwrap();
    for (column, heading) in
        ["type", "name", "label", "default", "required", "calculation"].iter().enumerate()
    {
        sheet.write_string(0, column as u16, *heading).unwrap();
    }
    let date = Format::new().set_num_format("yyyy-mm-dd");
    let time = Format::new().set_num_format("hh:mm:ss");
    let both = Format::new().set_num_format("dd/mm/yyyy hh:mm");
    for row in 1..=12_u32 {
        sheet.write_string(row, 0, if row == 8 { "calculate" } else { "text" }).unwrap();
        sheet.write_string(row, 1, format!("q{row}")).unwrap();
        sheet.write_string(row, 2, format!("Question {row}")).unwrap();
    }
    sheet.write_number(1, 2, 12.0).unwrap();
    for (row, number) in [(1, 1.0), (2, 0.1 + 0.2), (3, 0.000_012_5), (4, -1.5), (5, 1e15), (6, 123_456.789)]
    {
        sheet.write_number(row, 3, number).unwrap();
    }
    sheet.write_boolean(1, 4, true).unwrap();
    sheet.write_boolean(2, 4, false).unwrap();
    sheet.write_datetime_with_format(7, 3, ExcelDateTime::from_ymd(2024, 2, 29).unwrap(), &date).unwrap();
    sheet.write_datetime_with_format(9, 3, ExcelDateTime::from_hms(10, 5, 0).unwrap(), &time).unwrap();
    let moment = ExcelDateTime::from_ymd(2024, 2, 29).unwrap().and_hms(10, 5, 7).unwrap();
    sheet.write_datetime_with_format(10, 3, moment, &both).unwrap();
    sheet.write_formula(8, 5, Formula::new("=1+1").set_result("2")).unwrap();
    sheet.write_formula(11, 2, Formula::new("=A1").set_result("From a formula")).unwrap();
    sheet.write_string(12, 2, "\u{a0}Blanks\u{a0}that do not break\u{a0}").unwrap();
    let (plain, bold) = (Format::new(), Format::new().set_bold());
    sheet.write_rich_string(10, 2, &[(&plain, "Some "), (&bold, "bold"), (&plain, " text")]).unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn cells_that_are_no_text_are_read_as_the_converter_reads_them() {
    let sheet = cells_of_other_kinds();
    let xform = chaski_xlsform::convert(&sheet, "cells").unwrap().xform;
    let verdicts = judge("cells", &[("cells".to_owned(), sheet, Some(xform))]);
    assert!(verdicts[0].same, "{:?}\n{}", verdicts[0].refused, verdicts[0].differs);
}

#[test]
fn forms_of_every_family_are_what_the_converter_makes_of_them() {
    let forms: Vec<_> = FAMILIES
        .iter()
        .map(|(name, text)| {
            let sheet = spreadsheet(text);
            let xform = chaski_xlsform::convert(&sheet, name);
            if let Err(problems) = &xform {
                for problem in problems {
                    eprintln!("{name}: {problem}");
                }
            }
            ((*name).to_owned(), sheet, xform.ok().map(|converted| converted.xform))
        })
        .collect();
    let verdicts = judge("families", &forms);
    assert_eq!(verdicts.len(), forms.len());
    let mut wrong = 0;
    for verdict in &verdicts {
        if let Some(refused) = &verdict.refused {
            println!("{}: pyxform refuses it: {refused}", verdict.name);
        } else if !verdict.same {
            println!("{}:\n{}", verdict.name, verdict.differs);
        }
        wrong += usize::from(!verdict.same);
    }
    assert_eq!(wrong, 0, "{wrong} of {} families differ", verdicts.len());
}

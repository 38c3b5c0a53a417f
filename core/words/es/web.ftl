### The supervisors' pages: frame, Hoy, visits, children, families, sign-in.

## every page, frame; max 40; not read

web-skip = Ir al contenido
web-menu = Menú
web-languages = Idiomas
web-leave = Salir
web-section-today = Hoy
web-section-workers = Trabajadoras
web-section-visits = Visitas
web-section-children = Niñas y niños
web-section-decide = Por decidir
web-section-reports = Reportes
web-section-people = Personas
web-back-to = Volver a { $name }
web-data-until = Datos hasta { $when }
web-data-none = Todavía no llegó ninguna entrega
web-phones-owing = { $n ->
    [0] todos los celulares entregaron
    [one] { $shown } de { $all } celulares por entregar
   *[other] { $shown } de { $all } celulares por entregar
 }
web-more-than = más de { $shown }
web-mend-title = Falta corregir:
web-partly-spanish = Parte de esta pantalla está en castellano.
web-printed = Hecho el { $when } por { $name }

## every page, foot; max 120; not read

web-help = Ayuda
web-help-numbers = Cada número abre su lista, y cada línea su visita o su familia.
web-help-nothing-lost = Lo que corriges o decides se suma a la historia. Nada de lo anterior se borra.
web-help-whom = Si no encuentras algo o no puedes entrar, habla con quien te dio tu contraseña.
web-session-ends = Tu sesión termina a las { $when } si no abres otra página.
web-session-go-on = Seguir en esta página

## every page, parts; max 60; not read

web-pages = Páginas de la lista
web-pages-of = { $shown } de { $all }
web-pages-first = Volver al principio
web-pages-next = Siguientes
web-share-none = ninguna esperada
web-filters-in-force = Filtros puestos
web-filter-remove = Quitar
web-filter-none = Todas
web-filter-apply = Filtrar
web-search = Buscar una familia, una niña o un niño
web-search-go = Buscar
web-mend = Falta algo para seguir

#include "venscope/report/page_style.hpp"

#include "venscope/report/figure/palette.hpp"

namespace venscope::report {
namespace {

// Lengths in rem, so that the reader's own type size counts. Tables and figures scroll inside their
// own frame: the page itself never scrolls sideways.
constexpr const char* style = R"css(
:root{color-scheme:light dark;--serif:Charter,'Bitstream Charter','Sitka Text',Cambria,Georgia,serif;
--sans:'Helvetica Neue',Arial,'Liberation Sans',sans-serif;--link:#00558c;--tint:#f5f5f2;--alert:#8a3b00;--alert-tint:#fdf3e7}
@media screen and (prefers-color-scheme:dark){:root{--link:#7cc4f5;--tint:#1e2229;--alert:#ffb77d;--alert-tint:#2b2219}}
*{box-sizing:border-box}
html{scroll-behavior:smooth}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;background:var(--paper);color:var(--ink);font:1.0625rem/1.6 var(--serif);-webkit-text-size-adjust:100%;text-size-adjust:100%}
a{color:var(--link);text-underline-offset:.15em}
a:focus-visible,[tabindex]:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.skip{position:absolute;left:-100vw;top:0;padding:.6rem 1rem;background:var(--paper);z-index:1}
.skip:focus{left:0}
.banner{position:sticky;top:0;z-index:2;margin:0;padding:.45rem 1.25rem;text-align:center;font:600 .93rem/1.4 var(--sans);color:var(--alert);background:var(--alert-tint);border-bottom:2px solid var(--alert)}
.sheet{max-width:51rem;margin:0 auto;padding:0 1.25rem}
header.sheet{padding-top:2.5rem}
h1,h2,h3,h4,nav,table,figcaption,dl,.notes,.links,.warnings,footer{font-family:var(--sans)}
h1{font-size:clamp(1.5rem,1.2rem + 1.8vw,2.1rem);line-height:1.2;margin:0 0 .4rem;letter-spacing:-.01em;overflow-wrap:anywhere;text-wrap:balance}
h2{font-size:1.35rem;line-height:1.3;margin:3rem 0 1rem;padding-top:.8rem;border-top:1px solid var(--rule)}
h3{font-size:1.08rem;line-height:1.35;margin:2.2rem 0 .8rem}
h4{font-size:1rem;margin:1.6rem 0 .6rem}
.subtitle{margin:0 0 1.5rem;color:var(--muted);font-size:1.1rem}
p{margin:0 0 1rem;overflow-wrap:break-word;hyphens:auto}
nav{font-size:.92rem;margin:1.8rem 0 0;padding:.9rem 1.2rem;background:var(--tint)}
nav h2{font-size:.8rem;letter-spacing:.06em;text-transform:uppercase;margin:0 0 .4rem;padding:0;border:0;color:var(--muted)}
nav ol{margin:0;padding-left:1.4rem;columns:17rem;column-gap:2rem}
nav li{break-inside:avoid;padding:.15rem 0}
dl.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:1rem 1.5rem;margin:1.5rem 0;padding:1rem 0;border-top:2px solid var(--ink);border-bottom:1px solid var(--rule)}
dl.facts div{display:flex;flex-direction:column-reverse;justify-content:flex-end}
dl.facts dt{font-size:.82rem;line-height:1.35;color:var(--muted)}
dl.facts dd{margin:0;font-size:1.2rem;font-weight:600;line-height:1.3;font-variant-numeric:tabular-nums;overflow-wrap:anywhere;text-wrap:balance}
dl.list{display:grid;grid-template-columns:minmax(7rem,max-content) 1fr;gap:.35rem 1.5rem;margin:1rem 0;font-size:.9rem}
dl.list>div{display:contents}
dl.list dt{color:var(--muted)}
dl.list dd{margin:0;overflow-wrap:anywhere}
@media (max-width:34rem){dl.list{grid-template-columns:1fr;gap:0}dl.list dd{margin:0 0 .6rem}}
.warnings{margin:1.5rem 0;padding:.9rem 1.2rem;border-left:4px solid var(--alert);background:var(--alert-tint);font-size:.93rem}
.warnings h2,.warnings p.title{margin:0 0 .4rem;padding:0;border:0;font-size:1rem;font-weight:700;color:var(--alert)}
.warnings ul{margin:0;padding-left:1.2rem}
.warnings li{margin:.25rem 0;overflow-wrap:anywhere}
figure{margin:1.8rem 0 2.4rem}
.frame{overflow-x:auto}
.frame .column{min-width:17rem;max-width:27rem;margin:0 auto}
.frame .narrow{min-width:18rem;max-width:36rem;margin:0 auto}
.frame .wide{min-width:40rem;max-width:50rem}
figure svg{display:block;width:100%;height:auto}
figcaption{font-size:.88rem;line-height:1.5;margin-top:.9rem}
.links{font-size:.82rem;color:var(--muted);margin:.35rem 0 0}
.links a{display:inline-block;padding:.15rem .1rem}
.tabular{margin:1.8rem 0 2.4rem}
.points{font-family:var(--sans);font-size:.85rem;line-height:1.45;color:var(--muted)}
.points p{margin:0 0 .3rem}
.points ul{margin:0;padding-left:1.1rem;columns:22rem;column-gap:2rem}
.points li{break-inside:avoid;overflow-wrap:anywhere}
table{border-collapse:collapse;font-size:.88rem;line-height:1.4;font-variant-numeric:tabular-nums lining-nums;width:100%}
caption{text-align:left;padding:0 0 .6rem}
caption span{position:sticky;left:0;display:inline-block;max-width:min(42rem,calc(100vw - 2.5rem))}
thead tr:first-child>*{border-top:1.5px solid var(--ink)}
thead tr:last-child>*,thead [rowspan]{border-bottom:1px solid var(--ink)}
thead th{font-weight:600;vertical-align:bottom}
thead .group{text-align:center;border-bottom:1px solid var(--rule)}
tbody:last-child tr:last-child>*{border-bottom:1.5px solid var(--ink)}
th,td{padding:.28rem .5rem;text-align:right;vertical-align:top}
th:first-child,td:first-child{padding-left:.1rem}
td{white-space:nowrap}
.left,tbody th{text-align:left;font-weight:400}
thead .left{font-weight:600}
td.left{white-space:normal}
@media screen{tbody tr>:first-child,thead tr:first-child>:first-child{position:sticky;left:0;background:var(--paper)}}
@media screen and (max-width:48rem){tbody tr>:first-child,thead tr:first-child>:first-child{background:linear-gradient(to left,var(--rule) 1px,var(--paper) 1px)}}
.centre{text-align:center}
.many{font-size:.8rem}
.many th,.many td{padding-right:.25rem;padding-left:.25rem}
tbody th{min-width:9rem;max-width:22rem;overflow-wrap:break-word}
tbody .heading th{font-weight:600}
tbody .indent-1{padding-left:1.2rem}
tbody .indent-2{padding-left:2.3rem}
.notes{font-size:.8rem;line-height:1.45;color:var(--muted);margin-top:.5rem}
.notes p{margin:0 0 .2rem}
footer p{margin:4rem 0 3rem;padding-top:1.2rem;border-top:1px solid var(--rule);max-width:none;font-size:.82rem;color:var(--muted)}
@media print{
@page{size:A4;margin:18mm 16mm 20mm}
html{font-size:10pt}
body{font-size:10pt;line-height:1.45}
.sheet{max-width:none;padding:0}
header.sheet{padding-top:0}
.banner{position:static;margin-bottom:6mm}
.skip,.links,nav{display:none}
a{color:inherit;text-decoration:none}
h2{margin-top:1.8rem}
h2,h3,h4{break-after:avoid}
figure,.warnings,.facts,dl.list{break-inside:avoid}
.frame{overflow:visible}
.frame .column{min-width:17rem;max-width:27rem;margin:0 auto}
.frame .narrow{min-width:0;max-width:105mm}
.frame .wide{min-width:0}
.tabular{break-inside:avoid}
footer p{margin:1.5rem 0 0}
thead{display:table-header-group}
tr{break-inside:avoid}
tbody:not(:only-of-type){break-inside:avoid}
th,td{padding-top:.2rem;padding-bottom:.2rem}
.many{font-size:6.8pt;line-height:1.3}
.many td,.many thead th{padding:.15rem .2rem;white-space:normal}
.many tbody th{min-width:0}
.many th:not([rowspan]){overflow-wrap:anywhere}
p{orphans:3;widows:3}
}
)css";

}  // namespace

std::string page_css() {
  return figure_css() + style;
}

}  // namespace venscope::report

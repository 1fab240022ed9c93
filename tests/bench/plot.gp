# bench.dat (bench.py) as one picture: what a request costs qapsule and the
# floor, and the ratio of the two; medians, with the lowest and the highest.
#   gnuplot -e 'data="bench.dat"; picture="bench.png"' plot.gp

set terminal pngcairo size 1100,560 font ",10"
set output picture
set multiplot
stats data using 8 nooutput
set yrange [STATS_records - 0.4:-0.6]
set tmargin at screen 0.86
set grid xtics
set key outside top center horizontal

set lmargin at screen 0.26
set rmargin at screen 0.64
set title "server CPU, {/Symbol m}s a request"
set logscale x
plot data using 2:($0 - 0.1):3:4:ytic(1) with xerrorbars pt 7 lc 1 \
	title "qapsule", \
     data using 5:($0 + 0.1):6:7 with xerrorbars pt 6 lc 8 title "floor"

unset logscale x
set lmargin at screen 0.68
set rmargin at screen 0.97
set format y ""
set xrange [0.5:*]
set title "qapsule / floor"
set arrow from 1, graph 0 to 1, graph 1 nohead lc 8 dt 2
plot data using 8:0:9:10 with xerrorbars pt 7 lc 1 notitle

package markdown

// plainNames say that code is to be shown as it is: nothing is amiss if one of
// them stands behind the fence.
const plainNames = "text txt plain plaintext none log output csv tsv hexdump markdown md"

// pattern is a regular expression: a string where a value may begin.
var pattern = literal{"/", "/", '\\', false}

// languages are those that reports on incidents quote from: shells, scripts,
// settings, what goes over the wire, rules of detection. A new one is a row.
func languages() []language {
	slashes := [][2]string{{"/*", "*/"}}
	double := literal{`"`, `"`, '\\', false}
	single := literal{`'`, `'`, '\\', false}
	// both are the strings of most languages.
	both := []literal{double, single}
	// shell strings may have line feeds in them; single ones know no escape.
	shell := []literal{{`"`, `"`, '\\', true}, {`'`, `'`, 0, true}}
	// doubled quotes are two strings next to each other, which looks the same.
	doubled := []literal{{`"`, `"`, 0, false}, {`'`, `'`, 0, false}}

	return []language{
		{names: plainNames, paint: (*painter).asPlain},

		// Shells
		{names: "bash sh shell zsh ksh fish", comments: "#", spaced: true, strings: shell, sigils: "$", letters: "-", heredoc: true, defining: "function",
			keywords: "if then else elif fi for in do done while until case esac function select time return exit break continue local export readonly declare unset set shift source alias eval exec trap cd echo printf read test sudo"},
		{names: "console shell-session sh-session bash-session terminal", paint: (*painter).asSession},
		{names: "powershell ps1 pwsh posh", comments: "#", blocks: [][2]string{{"<#", "#>"}}, sigils: "$", letters: "-", folded: true, commands: true, defining: "function filter class",
			strings:  []literal{{"@\"\n", "\n\"@", 0, true}, {"@'\n", "\n'@", 0, true}, {`"`, `"`, '`', true}, {`'`, `'`, 0, true}},
			keywords: "begin break catch class continue data do dynamicparam else elseif end enum exit filter finally for foreach from function if in param process return switch throw trap try until using while -eq -ne -gt -ge -lt -le -like -notlike -match -notmatch -replace -split -join -contains -in -is -as -and -or -not -xor -band -bor -bxor"},
		{names: "batch bat cmd dos", comments: "rem REM Rem :: @rem @REM", spaced: true, strings: []literal{{`"`, `"`, 0, false}}, percent: true, folded: true,
			keywords: "call cd choice cls cmd copy defined del dir do echo else endlocal errorlevel exist exit for goto if in md mkdir move not pause popd pushd rd ren rename rmdir set setlocal shift start timeout title type"},
		{names: "awk gawk", comments: "#", strings: []literal{double}, sigils: "$",
			keywords: "BEGIN END if else while for do in break continue next exit return function delete print printf getline"},

		// Scripts and programs
		{names: "python py python3", comments: "#", sigils: "@", defining: "def class",
			strings:  []literal{{`"""`, `"""`, '\\', true}, {`'''`, `'''`, '\\', true}, double, single},
			keywords: "False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda match nonlocal not or pass raise return try while with yield self"},
		{names: "javascript js jsx mjs cjs typescript ts tsx", comments: "//", blocks: slashes, letters: "$", defining: "function class interface enum type namespace",
			strings:  []literal{double, single, {"`", "`", '\\', true}, pattern},
			keywords: "abstract any as async await boolean break case catch class const constructor continue debugger declare default delete do else enum export extends false finally for from function if implements import in instanceof interface keyof let module namespace never new null of private protected public readonly return static super switch this throw true try type typeof undefined unknown var void while with yield"},
		{names: "go golang", comments: "//", blocks: slashes, strings: []literal{double, {"`", "`", 0, true}, single}, defining: "func type",
			keywords: "any bool break byte case chan const continue default defer else error fallthrough false float64 for func go goto if import int interface iota map nil package range return rune select string struct switch true type uint8 uint32 uint64 var"},
		{names: "c h", comments: "//", blocks: slashes, strings: both, sigils: "#", defining: "struct union enum",
			keywords: "auto bool break case char const continue default do double else enum extern false float for goto if inline int int8_t int16_t int32_t int64_t long NULL register restrict return short signed size_t sizeof static struct switch true typedef uint8_t uint16_t uint32_t uint64_t union unsigned void volatile while BYTE BOOL DWORD HANDLE LPVOID WORD"},
		{names: "cpp c++ cc cxx hpp", comments: "//", blocks: slashes, strings: both, sigils: "#", defining: "struct union enum class namespace",
			keywords: "alignas auto bool break case catch char class const const_cast constexpr continue decltype default delete do double dynamic_cast else enum explicit extern false final float for friend goto if inline int long mutable namespace new noexcept nullptr operator override private protected public register reinterpret_cast return short signed size_t sizeof static static_cast std struct switch template this throw true try typedef typename uint8_t uint32_t uint64_t union unsigned using virtual void volatile while"},
		{names: "csharp cs c#", comments: "//", blocks: slashes, strings: both, sigils: "#", defining: "class struct interface enum namespace record",
			keywords: "abstract as async await base bool break byte case catch char class const continue decimal default delegate do double else enum event explicit extern false finally fixed float for foreach get goto if implicit in int interface internal is lock long namespace new null object operator out override params private protected public readonly record ref return sbyte sealed set short sizeof stackalloc static string struct switch this throw true try typeof uint ulong unchecked unsafe ushort using var virtual void volatile while yield"},
		{names: "java", comments: "//", blocks: slashes, strings: []literal{{`"""`, `"""`, '\\', true}, double, single}, sigils: "@", defining: "class interface enum record",
			keywords: "abstract assert boolean break byte case catch char class const continue default do double else enum extends false final finally float for if implements import instanceof int interface long native new null package private protected public record return short static super switch synchronized this throw throws transient true try var void volatile while"},
		{names: "kotlin kt", comments: "//", blocks: slashes, strings: []literal{{`"""`, `"""`, 0, true}, double, single}, sigils: "@", defining: "fun class interface object",
			keywords: "abstract as break by catch class companion const constructor continue data do else enum false final finally for fun if import in init interface internal is lateinit null object open override package private protected public return sealed super suspend this throw true try typealias val var when while"},
		{names: "swift", comments: "//", blocks: slashes, strings: []literal{{`"""`, `"""`, '\\', true}, double}, sigils: "@#", defining: "func class struct enum protocol extension",
			keywords: "as async await break case catch class continue default defer do else enum extension fallthrough false for func guard if import in init inout internal is let nil open override private protocol public return self Self static struct super switch throw throws true try typealias var where while"},
		{names: "objective-c objc objectivec", comments: "//", blocks: slashes, strings: both, sigils: "@#",
			keywords: "BOOL break case char const continue default do double else enum extern float for goto id if int long nil NO NULL return self short signed sizeof static struct super switch typedef union unsigned void while YES"},
		{names: "rust rs", comments: "//", blocks: slashes, strings: []literal{double, {`r#"`, `"#`, 0, true}}, sigils: "#", defining: "fn struct enum trait mod type",
			keywords: "as async await bool break const continue crate dyn else enum extern false fn for i32 i64 if impl in let loop match mod move mut pub ref return self Self static str String struct super trait true type u8 u16 u32 u64 unsafe use usize where while"},
		{names: "php", comments: "// #", blocks: slashes, strings: shell, sigils: "$", folded: true, defining: "function class interface trait namespace",
			keywords: "abstract and array as break callable case catch class clone const continue declare default do echo else elseif empty endforeach endif extends false final finally fn for foreach function global goto if implements include include_once instanceof interface isset list match namespace new null or print private protected public readonly require require_once return static switch throw trait true try unset use var while yield"},
		{names: "ruby rb", comments: "#", strings: []literal{double, single, pattern}, sigils: "$@", heredoc: true, defining: "def class module",
			keywords: "alias and begin break case class def defined? do else elsif end ensure false for if in module next nil not or puts raise redo require rescue retry return self super then true undef unless until when while yield"},
		{names: "perl pl", comments: "#", spaced: true, strings: shell, sigils: "$@%", heredoc: true, defining: "sub package",
			keywords: "and cmp die do else elsif eq for foreach ge gt if last le local lt my ne next no not or our package print printf push return say shift sub undef unless until use while"},
		{names: "lua", comments: "--", blocks: [][2]string{{"--[[", "]]"}}, strings: []literal{{"[[", "]]", 0, true}, double, single}, defining: "function",
			keywords: "and break do else elseif end false for function goto if in local nil not or repeat return then true until while"},
		{names: "r", comments: "#", strings: both, letters: ".",
			keywords: "break else FALSE for function if in library NA next NULL repeat return TRUE while"},
		{names: "scala", comments: "//", blocks: slashes, strings: []literal{{`"""`, `"""`, 0, true}, double}, sigils: "@", defining: "def class object trait",
			keywords: "abstract case catch class def do else extends false final finally for if implicit import lazy match new null object override package private protected return sealed super this throw trait true try type val var while with yield"},
		{names: "groovy jenkinsfile gradle", comments: "//", blocks: slashes, strings: []literal{{`"""`, `"""`, '\\', true}, {`'''`, `'''`, '\\', true}, double, single}, sigils: "@", defining: "def class",
			keywords: "abstract as assert boolean break case catch class continue def default do else enum extends false finally for if implements import in instanceof int interface new null package private protected public return static super switch this throw throws true try void while"},
		{names: "dart", comments: "//", blocks: slashes, strings: both, sigils: "@", defining: "class enum mixin",
			keywords: "abstract as async await bool break case catch class const continue default do double dynamic else enum extends false final finally for if implements import in int is late new null return static String super switch this throw true try var void while yield"},
		{names: "vb vbs vba vbnet vb.net vbscript", comments: "' Rem REM rem", strings: []literal{{`"`, `"`, 0, false}}, folded: true, defining: "sub function class module",
			keywords: "and as boolean byref byval call case class const createobject declare dim do each else elseif end error exit explicit false for function get goto if in integer is let lib long loop module new next not nothing on option or private property ptrsafe public redim resume return select set shell static step string sub then to true until wend while with xor"},
		{names: "autoit au3", comments: ";", strings: doubled, sigils: "$@#", folded: true, defining: "func",
			keywords: "and byref case const continueloop dim do else elseif endfunc endif endselect endswitch enum exit exitloop false for func global if in local next not null or redim return select static step switch then to true until wend while with"},
		{names: "asm nasm assembly x86asm", comments: ";", strings: doubled, letters: ".", folded: true,
			keywords: "mov movzx movsx lea push pop call ret jmp je jne jz jnz ja jb jg jl jge jle jae jbe cmp test add sub mul imul div idiv inc dec and or xor not neg shl shr sar rol ror nop int syscall sysenter leave rep stosb stosd movsb movsd lodsb cdq section global extern db dw dd dq resb .text .data .bss"},
		{names: "solidity sol", comments: "//", blocks: slashes, strings: both, defining: "contract function event modifier struct interface library",
			keywords: "abstract address anonymous assembly bool break bytes bytes32 calldata case constant constructor continue contract delete do else emit enum event external fallback false for function if immutable import indexed interface internal is library mapping memory modifier msg new override payable pragma private public pure receive require return returns revert storage string struct this true try uint uint256 unchecked using view virtual while"},
		{names: "smali", comments: "#", strings: []literal{double}, letters: ".-/",
			keywords: ".annotation .class .end .field .implements .line .locals .method .registers .source .super const-string const const/4 goto if-eqz if-nez iget iget-object invoke-direct invoke-interface invoke-static invoke-virtual iput move-result move-result-object new-instance return return-object return-void sget-object"},

		// Data and settings
		{names: "json json5 jsonc ndjson", comments: "//", blocks: slashes, strings: both, keyed: ":", keywords: "true false null"},
		{names: "yaml yml sigma", paint: (*painter).asYAML, comments: "#", spaced: true, strings: doubled, apart: true, letters: "-./", keywords: "true false null yes no on off True False and or not of all"},
		{names: "toml", paint: (*painter).asSettings, comments: "#", strings: []literal{double, {`'`, `'`, 0, false}}, keywords: "true false"},
		{names: "ini cfg conf properties dotenv env reg systemd", paint: (*painter).asSettings, comments: "; #", spaced: true, strings: []literal{double}, apart: true, keywords: "true false yes no on off"},
		{names: "xml html xhtml svg plist rss vue", paint: (*painter).asMarkup},
		{names: "css scss less", blocks: slashes, strings: both, sigils: "@$", letters: "-", keyed: ":", keywords: "important inherit initial none auto"},
		{names: "sql mysql pgsql postgresql tsql sqlite plsql", comments: "--", blocks: slashes, strings: doubled, sigils: "@", folded: true, defining: "table view index procedure function trigger",
			keywords: "add all alter and any as asc begin between by case cast char check column commit constraint convert create cross cursor database declare default delete desc distinct drop else end exec execute exists false fetch for foreign from full function grant group having if in index inner insert int integer intersect into is join key left like limit merge not null on or order outer primary procedure references revoke right rollback select set table text then top transaction trigger true truncate union unique update use user using values varchar view waitfor when where while with xp_cmdshell"},
		{names: "graphql gql", comments: "#", strings: []literal{{`"""`, `"""`, 0, true}, double}, sigils: "$@", keyed: ":",
			keywords: "enum extend false fragment implements input interface mutation null on query scalar schema subscription true type union"},
		{names: "protobuf proto", comments: "//", blocks: slashes, strings: both, defining: "message enum service rpc",
			keywords: "bool bytes double enum extend false fixed32 fixed64 float import int32 int64 map message oneof option optional package repeated required reserved returns rpc service stream string syntax true uint32 uint64"},

		// Machines and networks
		{names: "dockerfile docker containerfile", comments: "#", spaced: true, strings: both, sigils: "$", letters: "-",
			keywords: "ADD ARG AS CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR"},
		{names: "hcl terraform tf", comments: "# //", blocks: slashes, strings: []literal{double}, keyed: "=", heredoc: true,
			keywords: "data dynamic false for for_each if in locals module null output provider resource terraform true variable"},
		{names: "makefile make mk", comments: "#", strings: both, sigils: "$", letters: "-.", keyed: ":",
			keywords: "define else endef endif export ifdef ifeq ifndef ifneq include override unexport"},
		{names: "nginx", comments: "#", spaced: true, strings: both, sigils: "$", letters: "-",
			keywords: "server location upstream listen server_name root index return rewrite proxy_pass proxy_set_header include if allow deny error_page access_log error_log ssl_certificate ssl_certificate_key add_header try_files set map http events"},
		{names: "apache apacheconf htaccess", paint: (*painter).asMarkup},
		{names: "diff patch udiff", paint: (*painter).asDiff},
		{names: "http https", paint: (*painter).asHTTP},

		// Rules of detection
		{names: "yara yar", comments: "//", blocks: slashes, strings: []literal{double}, sigils: "$#@!", defining: "rule",
			keywords: "all and any ascii at base64 condition contains defined endswith entrypoint false filesize for fullword global icontains import in include matches meta nocase none not of or private rule startswith strings them true uint16 uint32 uint8 wide xor"},
		{names: "snort suricata", comments: "#", strings: []literal{double}, sigils: "$", keyed: ":",
			keywords: "alert any both block content drop dns from_client from_server http icmp ip log nocase pass reject tcp tls to_client to_server udp"},
		{names: "kusto kql", comments: "//", strings: both, folded: true,
			keywords: "ago and asc between by contains count datetime desc distinct endswith extend has has_any in invoke join kind let limit mv-expand not on or order parse project search sort startswith summarize take top union where"},
		{names: "spl splunk", strings: []literal{double}, folded: true,
			keywords: "and as by count dedup earliest eval fields from head in index inputlookup join latest lookup makeresults not or rename rex search sort source sourcetype stats table timechart top transaction tstats values where"},
	}
}
